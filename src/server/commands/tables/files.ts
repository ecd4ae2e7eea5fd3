import { rename } from "node:fs/promises";
import { join } from "node:path";
import { sparkError } from "../../../common/index.ts";
import { type FileTable, type Place, quotedName } from "../../../engine/catalog/index.ts";
import type { ResolvedRelation } from "../../../engine/plan/index.ts";
import { type SaveMode, writeFiles } from "../../../engine/sinks/index.ts";
import { type Location, listAll, type Storage } from "../../../storage/index.ts";
import { asNullable, type StructType } from "../../../types/index.ts";
import type { Running } from "../../operations/index.ts";
import { executeOptions } from "../../requests.ts";
import type { ServerSession } from "../../session.ts";

/** Where the files of a managed table are: below the folder of its database. */
export function managedLocation({ database, name }: Place, { catalog }: ServerSession): string {
  const { location } = catalog.global.database(database);
  return /^[a-z]\w+:/i.test(location) ? `${location.replace(/\/+$/, "")}/${name}` : join(location, name);
}

export const locationOf = ({ location }: Pick<FileTable, "location">, { engine }: ServerSession): Location =>
  engine.fileSystems.resolve(location);

/** A folder's key as storages list it, `""` or with `/` at its end. */
export const folderKey = (key: string): string => (key === "" || key.endsWith("/") ? key : `${key}/`);

/** Whether there is anything in a folder. */
async function isEmpty({ key, storage }: Location): Promise<boolean> {
  for await (const page of storage.list(folderKey(key), { limit: 1, stat: false })) if (page.length > 0) return false;
  return true;
}

/** Refuses a managed table whose folder has something in it already. @throws SparkRuntimeException `LOCATION_ALREADY_EXISTS` */
export async function requireFreeLocation(
  table: Pick<FileTable, "database" | "name" | "location">,
  session: ServerSession,
): Promise<void> {
  const location = locationOf(table, session);
  if (!(await isEmpty(location)))
    throw sparkError("LOCATION_ALREADY_EXISTS", {
      location: `'${shownLocation(table.location, session)}'`,
      identifier: quotedName(table),
    });
}

/** A location as listings show it: `file:/data/t`. */
export function shownLocation(location: string, { engine }: ServerSession): string {
  const { key, path, storage } = engine.fileSystems.resolve(location);
  const local = storage.localPath(key);
  return local === undefined ? path : `file:${local.replaceAll("\\", "/")}`;
}

export async function makeFolder(table: Pick<FileTable, "location">, session: ServerSession): Promise<void> {
  const { key, storage } = locationOf(table, session);
  await storage.mkdirs(folderKey(key));
}

/** Deletes a folder with all that is in it. */
export async function deleteFolder(table: Pick<FileTable, "location">, session: ServerSession): Promise<void> {
  const { key, storage } = locationOf(table, session);
  await storage.deleteTree(folderKey(key));
  await session.engine.filesChanged(table.location);
}

/** Gives a folder another name: at once where it is of this machine, file by file in a bucket. @param from - as `to`, with `/` at its end */
export async function moveFolder(storage: Storage, from: string, to: string): Promise<void> {
  const [source, target] = [from, to].map((key) => storage.localPath(key.replace(/\/$/, "")));
  if (source !== undefined && target !== undefined) {
    await storage.mkdirs(to.slice(0, to.lastIndexOf("/", to.length - 2) + 1));
    await rename(source, target);
    return;
  }
  for (const { isDirectory, key } of await listAll(storage, from, { recursive: true, stat: false }))
    if (!isDirectory) await storage.move(key, to + key.slice(from.length));
}

/** Where below a table's folder rows go, and which columns name folders from there on. */
export interface Target {
  /** `p=1/q=x/`, with the values that are the same for all rows; empty for the table's own folder. */
  readonly folder: string;
  /** Columns that the files do not hold, as `folder` has them. */
  readonly fixed: readonly string[];
}

const wholeTable: Target = { folder: "", fixed: [] };

/** Writes a plan's rows, in the columns of a table, to its files. */
export async function writeRows(
  table: Pick<FileTable, "location" | "options" | "partitionedBy" | "provider">,
  plan: ResolvedRelation,
  mode: SaveMode,
  session: ServerSession,
  operation: Running,
  { fixed, folder }: Target = wholeTable,
): Promise<void> {
  const { executor, fileSystems } = session.engine;
  const path = folder === "" ? table.location : `${table.location.replace(/\/+$/, "")}/${folder}`;
  await writeFiles(
    {
      plan: fixed.length === 0 ? plan : without(plan, new Set(fixed.map((name) => name.toLowerCase()))),
      format: table.provider,
      path,
      mode,
      options: table.options,
      partitionBy: table.partitionedBy.filter((name) => !fixed.includes(name)),
    },
    { executor, fileSystems, ...executeOptions(session, operation) },
  );
  await session.engine.filesChanged(path);
}

function without(plan: ResolvedRelation, names: ReadonlySet<string>): ResolvedRelation {
  const output = plan.output.filter(({ name }) => !names.has(name.toLowerCase()));
  return { kind: "project", input: plan, items: output.map((column) => ({ expression: column, column })), output };
}

/** What files keep of a schema: that a value is never NULL is no more than a promise. */
export const storedSchema = (schema: StructType): StructType => asNullable(schema) as StructType;

import { mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { sparkError } from "../../../common/index.ts";
import { catalogName, type DatabaseEntry, tooManyParts } from "../../../engine/catalog/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { quoteName, quoteParts, type StructType } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { deleteFolder, locationOf, shownLocation } from "./files.ts";
import { absolute } from "./new-table.ts";
import { type Said, texts } from "./said.ts";

/** The database of a name of one or two parts. @throws AnalysisException `REQUIRES_SINGLE_PART_NAMESPACE` */
export function databaseNamed(name: readonly string[]): string {
  const parts = name.length > 1 && name[0]!.toLowerCase() === catalogName ? name.slice(1) : name;
  if (parts.length !== 1) throw tooManyParts(name);
  return parts[0]!;
}

/** `CREATE DATABASE`. @throws AnalysisException `SCHEMA_ALREADY_EXISTS` */
export async function createDatabase(
  {
    comment = "",
    ifNotExists,
    location,
    name,
    properties,
  }: Omit<Extract<Statement, { kind: "createDatabase" }>, "kind">,
  session: ServerSession,
): Promise<void> {
  const { global } = session.catalog;
  const database = databaseNamed(name);
  if (ifNotExists && global.findDatabase(database) !== undefined) return;
  const place = location === undefined ? {} : { location: absolute(location, session) };
  global.createDatabase({ name: database, comment, properties, ...place });
  const { key, storage } = locationOf(global.database(database), session);
  const local = storage.localPath(key);
  if (local !== undefined) mkdirSync(local, { recursive: true });
}

/** `ALTER DATABASE`, `COMMENT ON DATABASE`. @throws AnalysisException `SCHEMA_NOT_FOUND` */
export function alterDatabase(
  { comment, location, name, properties, unset }: Extract<Statement, { kind: "alterDatabase" }>,
  session: ServerSession,
): void {
  session.catalog.global.changeDatabase(databaseNamed(name), (database): DatabaseEntry => {
    const kept = Object.entries(database.properties).filter(([key]) => !unset?.includes(key));
    return {
      ...database,
      properties: { ...Object.fromEntries(kept), ...properties },
      ...(comment !== undefined && { comment }),
      ...(location !== undefined && { location: absolute(location, session) }),
    };
  });
}

/** `DROP DATABASE`. @throws AnalysisException `SCHEMA_NOT_FOUND`, `SCHEMA_NOT_EMPTY`, `UNSUPPORTED_FEATURE.DROP_DATABASE` */
export async function dropDatabase(
  name: readonly string[],
  options: { readonly ifExists: boolean; readonly cascade: boolean },
  session: ServerSession,
): Promise<void> {
  const { global } = session.catalog;
  const database = databaseNamed(name).toLowerCase();
  if (database === "default")
    throw sparkError("UNSUPPORTED_FEATURE.DROP_DATABASE", { database: quoteParts([catalogName, database]) });
  if (options.ifExists && global.findDatabase(database) === undefined) return;
  const entry = global.database(database);
  const relations = global.relations(database);
  if (!options.cascade && (relations.length > 0 || global.functions(database).length > 0))
    throw sparkError("SCHEMA_NOT_EMPTY", { schemaName: quoteName(database) });
  global.dropDatabase(database);
  for (const table of relations) if (table.kind === "table" && table.managed) await deleteFolder(table, session);
  await deleteFolder(entry, session);
}

/** `DESCRIBE DATABASE`. */
export function describeDatabase(name: readonly string[], extended: boolean, session: ServerSession): Said {
  const { comment, location, name: database, properties } = session.catalog.global.database(databaseNamed(name));
  const entries = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  const shown = entries.length === 0 ? "" : `(${entries.map(([key, value]) => `(${key},${value})`).join(", ")})`;
  return {
    schema: texts(["info_name", "name of the namespace info"]).add("info_value", "string", true, {
      comment: "value of the namespace info",
    }) as StructType,
    rows: [
      ["Catalog Name", catalogName],
      ["Namespace Name", database],
      ["Comment", comment],
      ["Location", shownLocation(location, session)],
      ["Owner", userInfo().username],
      ...(extended ? [["Properties", shown]] : []),
    ],
  };
}

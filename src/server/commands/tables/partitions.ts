import { sparkError } from "../../../common/index.ts";
import { type FileTable, quotedName } from "../../../engine/catalog/index.ts";
import { rowsOf } from "../../../engine/duckdb/index.ts";
import type { Alteration, PartitionSpec } from "../../../engine/sql/index.ts";
import { formatValue, quoteName, quoteParts } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { folderKey, locationOf, moveFolder, type Target } from "./files.ts";

/** The name by which Hive's layout calls the folder of NULL. */
const nullName = "__HIVE_DEFAULT_PARTITION__";

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** @throws AnalysisException `PARTITIONS_NOT_FOUND` for columns that the table is not partitioned by */
export function checkSpec(table: FileTable, spec: PartitionSpec): void {
  const unknown = spec.filter(({ column }) => !table.partitionedBy.some((name) => isSame(name, column)));
  if (unknown.length > 0)
    throw sparkError("PARTITIONS_NOT_FOUND", {
      partitionList: unknown.map(({ column }) => quoteName(column)).join(", "),
      tableName: quotedName(table),
    });
}

/**
 * The PARTITION of an INSERT names each of the table's columns, those with values in front.
 *
 * @throws AnalysisException `INVALID_PARTITION_SPEC`, `_LEGACY_ERROR_TEMP_1147`, `_LEGACY_ERROR_TEMP_1169`
 */
export function checkInsertSpec(table: FileTable, spec: PartitionSpec): void {
  if (spec.length === 0) return;
  if (spec.some(({ value }) => value?.kind === "literal" && value.value === "")) {
    const said = spec.map(({ column, value }) =>
      value === undefined
        ? `${column}=None`
        : `${column}=Some(${value.kind === "literal" ? String(value.value) : "…"})`,
    );
    throw sparkError("INVALID_PARTITION_SPEC", {
      details: `The spec ([${said.join(", ")}]) contains an empty partition column value`,
    });
  }
  const missing = table.partitionedBy.filter((name) => !spec.some(({ column }) => isSame(column, name)));
  if (missing.length > 0)
    throw sparkError("_LEGACY_ERROR_TEMP_1169", {
      tableName: quotedName(table),
      normalizedPartSpec: spec.map(({ column }) => column.toLowerCase()).join(","),
      partColNames: table.partitionedBy.join(","),
    });
  const hasValue = table.partitionedBy.map(
    (name) => spec.find(({ column }) => isSame(column, name))?.value !== undefined,
  );
  if (hasValue.lastIndexOf(true) > hasValue.indexOf(false) && hasValue.includes(false))
    throw sparkError("_LEGACY_ERROR_TEMP_1147", { partColumns: `[${table.partitionedBy.join(",")}]` });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not stand in a name
const unsafe = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;
const escapeName = (text: string): string =>
  text.replace(unsafe, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
const unescapeName = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Text of the values of a spec, as folders are named; null for NULL. */
async function specTexts(
  table: FileTable,
  spec: PartitionSpec,
  session: ServerSession,
): Promise<Map<string, string | null>> {
  const texts = new Map<string, string | null>();
  const given = spec.filter(({ value }) => value !== undefined);
  if (given.length === 0) return texts;
  const expressions = given.map(({ column, value }) => {
    const type = table.schema.fields.find(({ name }) => isSame(name, column))!.dataType;
    const child = { kind: "cast", child: value!, type, mode: "default" } as const;
    return { kind: "alias", child, names: [column] } as const;
  });
  const plan = await session.resolve({ kind: "project", input: { kind: "oneRow" }, expressions });
  const { result, schema } = await session.engine.executor.execute(plan, { settings: session.settings });
  const zone = session.settings.timeZone;
  for await (const rows of rowsOf(result, schema))
    for (const row of rows)
      for (const [at, value] of row.entries()) {
        const text = value === null ? null : formatValue(value, schema.fields[at]!.dataType, { zone });
        texts.set(given[at]!.column.toLowerCase(), text === "" ? null : text);
      }
  return texts;
}

/** The folder that the values of a spec lead to: as far down as columns from the first on have values. */
export async function staticFolder(table: FileTable, spec: PartitionSpec, session: ServerSession): Promise<Target> {
  const texts = await specTexts(table, spec, session);
  const fixed: string[] = [];
  let folder = "";
  for (const name of table.partitionedBy) {
    const text = texts.get(name.toLowerCase());
    if (text === undefined) break;
    fixed.push(name);
    folder += `${escapeName(name)}=${escapeName(text ?? nullName)}/`;
  }
  if (fixed.length < texts.size)
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "PARTITION with a value behind a column without one",
      hint: "Give the values of the outer columns too, or none of them.",
    });
  return { folder, fixed };
}

/** A partition that there is: `p=1/q=x/`, with the values in the order of the table's columns. */
export interface Partition {
  readonly folder: string;
  readonly values: readonly (string | null)[];
}

/** The partitions of a table, found by the names of its folders, in their order. @param below - only those below this folder */
export async function partitionsBelow(table: FileTable, below: string, session: ServerSession): Promise<Partition[]> {
  const { key, storage } = locationOf(table, session);
  const root = folderKey(key);
  let level: Partition[] = [{ folder: "", values: [] }];
  for (const name of table.partitionedBy) {
    const next: Partition[] = [];
    for (const { folder, values } of level)
      for await (const page of storage.list(`${root}${folder}`, { stat: false }))
        for (const entry of page) {
          const last = entry.key.slice(root.length + folder.length).replace(/\/$/, "");
          const at = last.indexOf("=");
          const isBucketFolder = entry.isDirectory || entry.key.endsWith("/");
          if (!isBucketFolder || at < 0 || !isSame(unescapeName(last.slice(0, at)), name)) continue;
          const value = unescapeName(last.slice(at + 1));
          next.push({ folder: `${folder}${last}/`, values: [...values, value === nullName ? null : value] });
        }
    level = next;
  }
  const found = level.filter(({ folder }) => folder.startsWith(below));
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** The columns that the names of a folder's folders give, the outermost first. */
export async function partitionNames(location: string, session: ServerSession): Promise<string[]> {
  const { key, storage } = locationOf({ location }, session);
  const names: string[] = [];
  let folder = folderKey(key);
  for (;;) {
    let next: string | undefined;
    for await (const page of storage.list(folder, { stat: false }))
      for (const entry of page) if (entry.key.endsWith("/") && /\/?[^/]*=[^/]*\/$/.test(entry.key)) next ??= entry.key;
    if (next === undefined) return names;
    names.push(unescapeName(next.slice(folder.length).split("=")[0]!));
    folder = next;
  }
}

/** Partitions that have the values of a spec, which may leave columns out. */
export async function matching(table: FileTable, spec: PartitionSpec, session: ServerSession): Promise<Partition[]> {
  const texts = await specTexts(table, spec, session);
  const all = await partitionsBelow(table, "", session);
  return all.filter(({ values }) =>
    table.partitionedBy.every((name, at) => {
      const wanted = texts.get(name.toLowerCase());
      return wanted === undefined || wanted === values[at];
    }),
  );
}

/** `PARTITION (p = 1)` as errors show it. */
const shownSpec = (spec: PartitionSpec, texts: ReadonlyMap<string, string | null>): string => {
  const parts = spec.map(({ column }) => `${quoteName(column)} = ${texts.get(column.toLowerCase()) ?? "null"}`);
  return `PARTITION (${parts.join(", ")})`;
};

type PartitionChange = Extract<Alteration, { action: "addPartitions" | "dropPartitions" | "renamePartition" }>;

/** `ALTER TABLE … ADD | DROP | RENAME PARTITION`: partitions are folders, so these make, delete and rename folders. */
export async function changePartitions(
  table: FileTable,
  change: PartitionChange,
  session: ServerSession,
): Promise<void> {
  const { key, storage } = locationOf(table, session);
  const root = folderKey(key);
  const tableName = quoteParts([table.database, table.name]);
  const specs = change.action === "renamePartition" ? [change.from, change.to] : change.partitions;
  if (table.partitionedBy.length === 0) {
    const verb = { addPartitions: "ADD", dropPartitions: "DROP", renamePartition: "RENAME" }[change.action];
    throw sparkError("_LEGACY_ERROR_TEMP_1251", { action: `ALTER TABLE ${verb} PARTITION`, tableName: table.name });
  }
  for (const spec of specs) checkSpec(table, spec);
  const partitionsOf = async (spec: PartitionSpec): Promise<Partition[]> => matching(table, spec, session);
  const shown = async (spec: PartitionSpec) => shownSpec(spec, await specTexts(table, spec, session));
  switch (change.action) {
    case "addPartitions":
      for (const spec of change.partitions)
        if (!change.ifNotExists && (await partitionsOf(spec)).length > 0)
          throw sparkError("PARTITIONS_ALREADY_EXIST", { partitionList: await shown(spec), tableName });
      for (const spec of change.partitions)
        await storage.mkdirs(`${root}${(await staticFolder(table, spec, session)).folder}`);
      return;
    case "dropPartitions":
      for (const spec of change.partitions) {
        const found = await partitionsOf(spec);
        if (found.length === 0 && !change.ifExists)
          throw sparkError("PARTITIONS_NOT_FOUND", { partitionList: await shown(spec), tableName });
        for (const { folder } of found) await storage.deleteTree(`${root}${folder}`);
      }
      return;
    case "renamePartition": {
      const [from, to] = [await partitionsOf(change.from), await partitionsOf(change.to)];
      if (from.length === 0)
        throw sparkError("PARTITIONS_NOT_FOUND", { partitionList: await shown(change.from), tableName });
      if (to.length > 0)
        throw sparkError("PARTITIONS_ALREADY_EXIST", { partitionList: await shown(change.to), tableName });
      const { folder } = await staticFolder(table, change.to, session);
      await moveFolder(storage, `${root}${from[0]!.folder}`, `${root}${folder}`);
    }
  }
}

import { existsSync } from "node:fs";
import { sparkError } from "../../../common/index.ts";
import {
  catalogName,
  type FileTable,
  type Place,
  quotedName,
  type StoredEntry,
} from "../../../engine/catalog/index.ts";
import type { Alteration, ColumnChange, Statement } from "../../../engine/sql/index.ts";
import { quoteName, quoteParts, StructField, StructType } from "../../../types/index.ts";
import type { Running } from "../../operations/index.ts";
import type { ServerSession } from "../../session.ts";
import { cacheTable, isCached } from "./caching.ts";
import { defaultOf, withDefault } from "./defaults.ts";
import { locationOf, managedLocation, shownLocation, storedSchema } from "./files.ts";
import { entryOf, tableOf, viewOf } from "./find.ts";
import { absolute } from "./new-table.ts";
import { changePartitions } from "./partitions.ts";

type Alter = Extract<Statement, { kind: "alter" }>;

const operations: Readonly<Record<Alteration["action"], string>> = {
  rename: "ALTER TABLE ... RENAME TO",
  addColumns: "ALTER TABLE ... ADD COLUMN",
  changeColumn: "ALTER TABLE ... ALTER COLUMN",
  setProperties: "ALTER TABLE ... SET TBLPROPERTIES",
  unsetProperties: "ALTER TABLE ... UNSET TBLPROPERTIES",
  comment: "COMMENT ON TABLE",
  addPartitions: "ALTER TABLE ... ADD PARTITION ...",
  dropPartitions: "ALTER TABLE ... DROP PARTITION ...",
  renamePartition: "ALTER TABLE ... RENAME TO PARTITION",
  recoverPartitions: "ALTER TABLE ... RECOVER PARTITIONS",
  setLocation: "ALTER TABLE ... SET LOCATION ...",
  accepted: "ALTER TABLE",
  refused: "ALTER TABLE",
};

/** `ALTER TABLE`, `ALTER VIEW`, `COMMENT ON TABLE`, `MSCK REPAIR TABLE`. */
export async function alter(
  { change, name, object }: Alter,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const entry: StoredEntry =
    object === "view" ? viewOf(name, "ALTER VIEW", session) : await target(name, change, session);
  const replace = (changed: StoredEntry): void => session.catalog.global.replaceRelation(changed);
  switch (change.action) {
    case "rename": {
      const wasCached = await isCached(name, session);
      await renameTo(entry, change.to, session);
      if (wasCached) await cacheTable({ table: [entry.database, change.to.at(-1)!], lazy: true }, session, operation);
      return;
    }
    case "setProperties":
      return replace({ ...entry, properties: { ...entry.properties, ...change.properties } });
    case "unsetProperties": {
      const kept = Object.entries(entry.properties).filter(([key]) => !change.keys.includes(key));
      return replace({ ...entry, properties: Object.fromEntries(kept) });
    }
    case "comment": {
      const { comment: _, ...others } = entry;
      return replace(change.comment === undefined ? others : { ...others, comment: change.comment });
    }
  }
  const table = entry as FileTable;
  switch (change.action) {
    case "addColumns":
      return replace(addColumns(table, change.columns));
    case "changeColumn":
      return replace(await changeColumn(table, change.column, change.change, session));
    case "addPartitions":
    case "dropPartitions":
    case "renamePartition":
      await changePartitions(table, change, session);
      return session.engine.filesChanged(table.location);
    // Partitions are found by their folders.
    case "recoverPartitions":
      if (table.partitionedBy.length > 0) return session.engine.filesChanged(table.location);
      throw sparkError("NOT_A_PARTITIONED_TABLE", {
        operation: change.statement,
        tableIdentWithDB: quotedName(table),
      });
    case "setLocation":
      return replace({ ...table, managed: false, location: absolute(change.location, session) });
    case "accepted":
      return;
    case "refused":
      throw sparkError("UNSUPPORTED_FEATURE.TABLE_OPERATION", {
        tableName: quotedName(table),
        operation: change.operation,
      });
  }
}

/** A comment and a name may be those of a view. */
async function target(name: readonly string[], change: Alteration, session: ServerSession): Promise<StoredEntry> {
  const entry = entryOf(name, session);
  if (entry.kind === "storedView" && (change.action === "comment" || change.action === "rename")) return entry;
  return tableOf(name, operations[change.action], session);
}

/** @throws AnalysisException for another database, or a name that is taken */
async function renameTo(entry: StoredEntry, to: readonly string[], session: ServerSession): Promise<void> {
  const { catalog } = session;
  const [newName, newDatabase] = [to.at(-1)!.toLowerCase(), (to.at(-2) ?? entry.database).toLowerCase()];
  if (newDatabase !== entry.database)
    throw sparkError("RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH", {
      db: quoteName(entry.database),
      newDb: quoteName(newDatabase),
    });
  const place = { database: entry.database, name: newName };
  const isTaken = () =>
    sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteParts([place.database, newName]) });
  if (catalog.global.relation(place.database, newName) !== undefined) throw isTaken();
  const isOwned = entry.kind === "table" && entry.managed;
  const folders = isOwned ? await foldersOf(entry, place, session) : undefined;
  // A bucket knows no folders that could be renamed: the table stays where it is.
  const renamed: StoredEntry = { ...entry, ...place, ...(folders && { location: managedLocation(place, session) }) };
  if (!catalog.global.renameRelation(entry, renamed, folders)) throw isTaken();
  await session.engine.tableGone([catalogName, entry.database, entry.name]);
}

/** The folder of a managed table and that of its new name. @throws SparkRuntimeException `LOCATION_ALREADY_EXISTS` */
async function foldersOf(
  table: FileTable,
  to: Place,
  session: ServerSession,
): Promise<{ readonly from: string; readonly to: string } | undefined> {
  const location = managedLocation(to, session);
  const paths = [table.location, location].map((one) => {
    const { key, storage } = locationOf({ location: one }, session);
    return storage.localPath(key);
  });
  const [from, target] = paths;
  if (from === undefined || target === undefined) return undefined;
  if (existsSync(target))
    throw sparkError("LOCATION_ALREADY_EXISTS", {
      location: `'${shownLocation(location, session)}'`,
      identifier: quotedName(to),
    });
  return { from, to: target };
}

/** Behind the columns of the files, in front of those of the folders. @throws AnalysisException `COLUMN_ALREADY_EXISTS` */
function addColumns(table: FileTable, added: StructType): FileTable {
  for (const field of added.fields) {
    if (!field.nullable) throw sparkError("_LEGACY_ERROR_TEMP_1052");
    if (defaultOf(field) !== undefined)
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "a new column with a default, which rows of before would have",
        hint: "Add the column, then ALTER TABLE … ALTER COLUMN … SET DEFAULT.",
      });
  }
  const names = [...table.schema.names, ...added.names].map((name) => name.toLowerCase());
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quoteName(repeated) });
  const ofFiles = table.schema.fields.length - table.partitionedBy.length;
  const [files, folders] = [table.schema.fields.slice(0, ofFiles), table.schema.fields.slice(ofFiles)];
  return { ...table, schema: new StructType([...files, ...storedSchema(added).fields, ...folders]) };
}

async function changeColumn(
  table: FileTable,
  column: readonly string[],
  change: ColumnChange,
  session: ServerSession,
): Promise<FileTable> {
  const name = column.join(".");
  const at = table.schema.names.findIndex((one) => one.toLowerCase() === name.toLowerCase());
  if (at < 0)
    throw sparkError("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
      objectName: quoteName(name),
      proposal: table.schema.names.map(quoteName).join(", "),
    });
  const field = table.schema.fields[at]!;
  const { newName = field.name, type = field.dataType } = change;
  if (newName.toLowerCase() !== field.name.toLowerCase() || !type.equals(field.dataType))
    throw sparkError("NOT_SUPPORTED_CHANGE_COLUMN", {
      table: quotedName(table),
      originName: quoteName(field.name),
      originType: `"${field.dataType.sql()}"`,
      newName: quoteName(newName),
      newType: `"${type.sql()}"`,
    });
  const metadata = change.comment === undefined ? field.metadata : { ...field.metadata, comment: change.comment };
  const commented = new StructField(field.name, field.dataType, field.nullable, metadata);
  const changed =
    change.default === undefined
      ? commented
      : await withDefault(commented, change.default, "ALTER TABLE ALTER COLUMN", session);
  return { ...table, schema: new StructType(table.schema.fields.with(at, changed)) };
}

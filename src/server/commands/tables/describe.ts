import { userInfo } from "node:os";
import { sparkError } from "../../../common/index.ts";
import { catalogName, entrySchema, type FileTable, type StoredEntry } from "../../../engine/catalog/index.ts";
import { schemaOf } from "../../../engine/plan/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { quoteIfNeeded, quoteParts, type StructType } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { sparkVersion } from "../../settings.ts";
import { defaultOf } from "./defaults.ts";
import { shownLocation } from "./files.ts";
import { entryOf } from "./find.ts";
import { type Said, texts } from "./said.ts";

type Row = readonly [name: string, type: string, comment: string | null];

const describedSchema: StructType = texts(
  ["col_name", "name of the column"],
  ["data_type", "data type of the column"],
).add("comment", "string", true, { comment: "comment of the column" }) as StructType;

const columnRows = ({ fields }: StructType): Row[] =>
  fields.map((field) => [field.name, field.dataType.simpleString(), field.comment ?? null]);

/** The columns of a query. */
export const describeSchema = (schema: StructType): Said => ({ schema: describedSchema, rows: columnRows(schema) });

/** `DESCRIBE [EXTENDED] t [column]`. */
export async function describe(
  { column, extended, table }: Extract<Statement, { kind: "describe" }>,
  session: ServerSession,
): Promise<Said> {
  // Files under their format and path have columns too.
  const entry = table.length === 2 ? session.catalog.find(table) : entryOf(table, session);
  if (entry === undefined) {
    const plan = await session.resolve({ kind: "table", name: table, options: {}, streaming: false });
    return describeSchema(schemaOf(plan));
  }
  const schema = entrySchema(entry);
  if (column !== undefined) return describeColumn(schema, column);
  const rows = columnRows(schema);
  if (entry.kind === "table") rows.push(...partitionRows(entry), ...defaultRows(entry));
  if (extended && (entry.kind === "table" || entry.kind === "storedView"))
    rows.push(["", "", ""], ["# Detailed Table Information", "", ""], ...detailRows(entry, session));
  return { schema: describedSchema, rows };
}

function partitionRows({ partitionedBy, schema }: FileTable): Row[] {
  if (partitionedBy.length === 0) return [];
  const fields = schema.fields.filter(({ name }) => partitionedBy.includes(name));
  return [
    ["# Partition Information", "", ""],
    ["# col_name", "data_type", "comment"],
    ...fields.map((field): Row => [field.name, field.dataType.simpleString(), field.comment ?? null]),
  ];
}

function defaultRows({ schema }: FileTable): Row[] {
  const fields = schema.fields.filter((field) => defaultOf(field) !== undefined);
  if (fields.length === 0) return [];
  return [
    ["", "", ""],
    ["# Column Default Values", "", ""],
    ...fields.map((field): Row => [field.name, field.dataType.simpleString(), defaultOf(field)!]),
  ];
}

function detailRows(entry: StoredEntry, session: ServerSession): Row[] {
  const rows: [string, string | undefined][] = [
    ["Catalog", catalogName],
    ["Database", entry.database],
    ["Table", entry.name],
    ["Owner", userInfo().username],
    ["Created Time", timeText(entry.created)],
    ["Last Access", "UNKNOWN"],
    ["Created By", `Spark ${sparkVersion}`],
    ["Type", entry.kind === "storedView" ? "VIEW" : entry.managed ? "MANAGED" : "EXTERNAL"],
    ...(entry.kind === "table" ? ([["Provider", entry.provider]] as [string, string][]) : []),
    ["Comment", entry.comment],
    ["Table Properties", propertiesText(entry)],
  ];
  if (entry.kind === "table") {
    rows.push(["Location", shownLocation(entry.location, session)]);
    if (entry.partitionedBy.length > 0) rows.push(["Partition Provider", "Catalog"]);
  } else {
    rows.push(["View Text", entry.text], ["View Original Text", entry.text], ["View Schema Mode", "COMPENSATION"]);
    rows.push(["View Catalog and Namespace", `${catalogName}.${entry.queryDatabase}`]);
    rows.push(["View Query Output Columns", `[${entry.schema.names.map(quoteIfNeeded).join(", ")}]`]);
  }
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value, ""] as const]));
}

function propertiesText({ properties }: StoredEntry): string | undefined {
  const entries = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? undefined : `[${entries.map(([key, value]) => `${key}=${value}`).join(", ")}]`;
}

/** `Sun Nov 22 21:36:07 UTC 2026`. */
function timeText(time: number): string {
  const [, day, date, month, year, clock] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(
    new Date(time).toUTCString(),
  )!;
  return `${day} ${month} ${date} ${clock} UTC ${year}`;
}

/** `DESCRIBE t column`. @throws AnalysisException `COLUMN_NOT_FOUND` */
function describeColumn(schema: StructType, column: readonly string[]): Said {
  const name = column.join(".");
  const field = schema.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (field === undefined)
    throw sparkError("COLUMN_NOT_FOUND", {
      colName: quoteParts(column),
      caseSensitiveConfig: '"spark.sql.caseSensitive"',
    });
  return {
    schema: texts(["info_name", "name of the column info"], ["info_value", "value of the column info"]),
    rows: [
      ["col_name", field.name],
      ["data_type", field.dataType.simpleString()],
      ["comment", field.comment ?? "NULL"],
    ],
  };
}

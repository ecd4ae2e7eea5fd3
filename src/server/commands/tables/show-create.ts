import type { FileTable, StoredView } from "../../../engine/catalog/index.ts";
import { quoteComment, quoteIfNeeded, type StructField } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { defaultOf } from "./defaults.ts";
import { shownLocation } from "./files.ts";
import { entryOf, tableOf } from "./find.ts";

/** The statement that makes a table or view like this one. @see org.apache.spark.sql.execution.command.ShowCreateTableCommand */
export function createTableText(name: readonly string[], session: ServerSession): string {
  const entry = entryOf(name, session);
  return entry.kind === "storedView"
    ? viewText(entry)
    : tableText(tableOf(name, "SHOW CREATE TABLE", session), session);
}

function tableText(table: FileTable, session: ServerSession): string {
  const { comment, database, location, managed, name, options, partitionedBy, properties, provider, schema } = table;
  return lines([
    `CREATE TABLE ${["spark_catalog", database, name].map(quoteIfNeeded).join(".")} (\n  ${schema.fields.map(columnText).join(",\n  ")})`,
    `USING ${provider}`,
    block("OPTIONS", options),
    partitionedBy.length > 0 && `PARTITIONED BY (${partitionedBy.map(quoteIfNeeded).join(", ")})`,
    comment !== undefined && `COMMENT ${quoteComment(comment)}`,
    !managed && `LOCATION ${quoteComment(shownLocation(location, session))}`,
    block("TBLPROPERTIES", properties),
  ]);
}

function columnText(field: StructField): string {
  const { comment, dataType, name } = field;
  const collation = dataType.kind === "string" ? " COLLATE UTF8_BINARY" : "";
  const given = defaultOf(field);
  return [
    `${quoteIfNeeded(name)} ${dataType.sql()}${collation}`,
    ...(given === undefined ? [] : [`DEFAULT ${given}`]),
    ...(comment === undefined ? [] : [`COMMENT ${quoteComment(comment)}`]),
  ].join(" ");
}

function viewText({ comment, database, name, properties, schema, text }: StoredView): string {
  const columns = schema.fields.map(
    (field) =>
      quoteIfNeeded(field.name) + (field.comment === undefined ? "" : ` COMMENT ${quoteComment(field.comment)}`),
  );
  return lines([
    `CREATE VIEW ${[database, name].map(quoteIfNeeded).join(".")} (\n  ${columns.join(",\n  ")})`,
    comment !== undefined && `COMMENT ${quoteComment(comment)}`,
    block("TBLPROPERTIES", properties),
    "WITH SCHEMA COMPENSATION",
    `AS ${text}`,
  ]);
}

/** `OPTIONS (…)` with a line for each, where there are any. */
function block(title: string, entries: Readonly<Record<string, string>>): string | false {
  const sorted = Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1));
  const texts = sorted.map(([key, value]) => `${quoteComment(key)} = ${quoteComment(value)}`);
  return texts.length > 0 && `${title} (\n  ${texts.join(",\n  ")})`;
}

const lines = (parts: readonly (string | false)[]): string => `${parts.filter(Boolean).join("\n")}\n`;

import { sparkError } from "../../common/index.ts";
import type { TableEntry } from "../../engine/catalog/index.ts";
import type { Catalog } from "../../protocol/index.ts";
import { quoteComment, quoteIfNeeded, quoteParts, StructType, typeFromProto } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";
import { createTable, truncateTable, writableTable } from "./table-statements.ts";

type CreateTable = Extract<Catalog["catType"], { case: "createTable" }>["value"];

/** `catalog.createTable`: an empty table. @throws SparkException as `CREATE TABLE` does */
export async function catalogCreateTable(
  { description, options, path, schema, source, tableName }: CreateTable,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const type = schema === undefined ? undefined : typeFromProto(schema);
  await createTable(
    {
      name: session.parsers.parseMultipartIdentifier(tableName),
      replace: false,
      ifNotExists: false,
      ...(type instanceof StructType && type.fields.length > 0 && { schema: type }),
      ...(source !== undefined && { format: source }),
      ...(path !== undefined && { location: path }),
      ...(description !== undefined && description !== "" && { comment: description }),
      options,
      partitionedBy: [],
      properties: {},
    },
    session,
    operation,
  );
}

/** `catalog.dropTable` and `catalog.dropView`; there are no views but temporary ones, which these do not drop. */
export async function catalogDrop(
  object: "table" | "view",
  { ifExists, name }: { readonly ifExists: boolean; readonly name: string },
  session: ServerSession,
): Promise<void> {
  const parts = session.catalog.qualified(session.parsers.parseMultipartIdentifier(name));
  if (object === "table") await session.dropTable(parts, { ifExists });
  else if (!ifExists) throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(parts) });
}

/** `catalog.truncateTable`. */
export const catalogTruncate = (name: string, session: ServerSession, operation: Running): Promise<void> =>
  truncateTable(session.parsers.parseMultipartIdentifier(name), "Catalog.truncateTable", session, operation);

/** The properties that a table was made with, sorted by key. */
export function tableProperties(name: string, session: ServerSession): readonly (readonly [string, string])[] {
  const entry = writableTable(session.parsers.parseMultipartIdentifier(name), "SHOW TBLPROPERTIES", session);
  return Object.entries(entry.properties ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The statement that makes a table like this one. @see org.apache.spark.sql.execution.command.ShowCreateTableCommand */
export function createTableText(name: string, session: ServerSession): string {
  const parts = session.parsers.parseMultipartIdentifier(name);
  const entry = writableTable(parts, "SHOW CREATE TABLE", session);
  const lines = [
    `CREATE TABLE ${session.catalog.qualified(parts).map(quoteIfNeeded).join(".")} (\n  ${columnLines(entry).join(",\n  ")})`,
    `USING ${entry.provider ?? session.settings.get("spark.sql.sources.default")}`,
  ];
  if (entry.partitionedBy?.length) lines.push(`PARTITIONED BY (${entry.partitionedBy.map(quoteIfNeeded).join(", ")})`);
  if (entry.comment !== undefined) lines.push(`COMMENT ${quoteComment(entry.comment)}`);
  const properties = tableProperties(name, session);
  if (properties.length > 0) {
    const texts = properties.map(([key, value]) => `${quoteComment(key)} = ${quoteComment(value)}`);
    lines.push(`TBLPROPERTIES (\n  ${texts.join(",\n  ")})`);
  }
  return `${lines.join("\n")}\n`;
}

const columnLines = ({ schema }: TableEntry): string[] =>
  schema.fields.map(
    ({ comment, dataType, name }) =>
      `${quoteIfNeeded(name)} ${dataType.sql()}${comment === undefined ? "" : ` COMMENT ${quoteComment(comment)}`}`,
  );

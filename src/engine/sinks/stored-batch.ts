import { duckDbType, quoteIdentifier, type StructType } from "../../types/index.ts";
import { type Connection, countOf } from "../duckdb/index.ts";

/** A table of the session's database with the columns of a schema; its own column names are by position, so that a result may have a name twice. */
export interface ResultTable {
  /** Quoted and qualified, ready for SQL. */
  readonly sqlName: string;
  readonly columnNames: readonly string[];
  readonly schema: StructType;
}

/** Names a table of the session's database. */
export function resultTable(name: string, schema: StructType): ResultTable {
  return {
    sqlName: `memory.main.${quoteIdentifier(name)}`,
    columnNames: schema.fields.map((_, index) => `c${index}`),
    schema,
  };
}

/** A statement that makes the table without rows. */
export function createTableSql(table: ResultTable): string {
  const columns = table.schema.fields.map(
    (field, index) => `${table.columnNames[index]} ${duckDbType(field.dataType)}`,
  );
  return `CREATE OR REPLACE TABLE ${table.sqlName} (${columns.join(", ")})`;
}

/** A statement that makes the table of a query's rows, in the place of an older one. */
export const createTableOfSql = (table: ResultTable, sql: string, kind: "" | "TEMP" = ""): string =>
  `CREATE OR REPLACE ${kind} TABLE ${table.sqlName} AS ${renamedSql(table, sql)}`;

/**
 * Makes the table of a query's rows, in the place of an older one.
 *
 * @param options.kind - TEMP: of the connection alone, under a name without a database
 * @returns the number of rows
 */
export async function createTableOf(
  connection: Connection,
  table: ResultTable,
  sql: string,
  { kind, signal }: { readonly kind?: "TEMP"; readonly signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const made = await connection.query(createTableOfSql(table, sql, kind), { ...(signal && { signal }) });
  return Number(await countOf(made));
}

/** The query's columns under the table's names. */
export const renamedSql = (table: ResultTable, sql: string): string =>
  `SELECT * FROM (${sql}) AS batch(${table.columnNames.join(", ")})`;

import { sparkError } from "../../common/index.ts";
import { quoteIdentifier, quoteString, StructType } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { StatefulOperator } from "./operator.ts";

/**
 * Holds a query's stateful operators against those that the checkpoint has state of; a new checkpoint takes them down.
 *
 * @param database - the checkpoint's database
 * @throws SparkException `STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA` where the query has other ones
 */
export async function checkOperators(
  connection: Connection,
  database: string,
  operators: readonly StatefulOperator[],
): Promise<void> {
  const table = `${quoteIdentifier(database)}.state_operators`;
  const schema = new StructType().add("operator", "integer").add("name", "string");
  // A row without an operator says that the query has none.
  await connection.run(`CREATE TABLE IF NOT EXISTS ${table} (operator INTEGER, name VARCHAR)`);
  const stored = await readRows(connection, `SELECT operator, name FROM ${table} ORDER BY operator`, schema);
  if (stored.length === 0) {
    const rows = operators.map(({ name }, operator) => `(${operator}, ${quoteString(name)})`);
    await connection.run(`INSERT INTO ${table} VALUES ${rows.length > 0 ? rows.join(", ") : "(NULL, NULL)"}`);
    return;
  }
  const before = stored.filter((row) => row.operator !== null).map((row) => row.name ?? "");
  const now = operators.map(({ name }) => name);
  if (before.length === now.length && before.every((name, index) => name === now[index])) return;
  const listed = (names: readonly string[]) =>
    `[${names.map((name, operator) => `(OperatorId: ${operator} -> OperatorName: ${name})`).join(", ")}]`;
  throw sparkError("STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA", {
    OpsInMetadataSeq: listed(before),
    OpsInCurBatchSeq: listed(now),
  });
}

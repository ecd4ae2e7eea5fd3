import { quoteIdentifier, quoteString, StructType } from "../../types/index.ts";
import { type Connection, readRows } from "../duckdb/index.ts";
import type { StatefulOperator } from "./operator.ts";
import type { StateStore } from "./state-store.ts";

/** Stands in stored queries where the name of the checkpoint's database goes, which is another each time it is opened. */
const anyDatabase = "{checkpoint}";

/** A store of a query's state, as the checkpoint describes it for those who read it without the query. */
export interface DescribedStore {
  /** Spark's number of the operator: they are counted from the top of the plan. */
  readonly operatorId: number;
  readonly operatorName: string;
  readonly name: string;
  /** Key and value, as JSON of their types. */
  readonly key: string;
  readonly value: string;
  /** SQL of the store's rows. @see StateStore.sql */
  readonly sql: (database: string) => string;
}

const schema = new StructType()
  .add("operatorId", "integer")
  .add("operatorName", "string")
  .add("name", "string")
  .add("key", "string")
  .add("value", "string")
  .add("query", "string");

const tableOf = (database: string): string => `${quoteIdentifier(database)}.state_stores`;

/**
 * Writes down what stores a query has, so that its state can be read by who has the checkpoint alone.
 *
 * @param operators - from the top of the plan down
 */
export async function describeStores(
  connection: Connection,
  database: string,
  operators: readonly StatefulOperator[],
): Promise<readonly DescribedStore[]> {
  const stores = operators.flatMap((operator, operatorId) =>
    operator.stores().map((store) => described(store, operatorId, operator.name)),
  );
  const rows = stores.map(({ operatorId, operatorName, name, key, value, sql }) =>
    [operatorId, ...[operatorName, name, key, value, sql(anyDatabase)].map(quoteString)].join(", "),
  );
  const stored = await readStores(connection, database);
  const isSame = (store: DescribedStore, index: number) =>
    JSON.stringify({ ...store, query: store.sql(anyDatabase) }) ===
    JSON.stringify({ ...stored?.[index], query: stored?.[index]?.sql(anyDatabase) });
  if (stored?.length === stores.length && stores.every(isSame)) return stores;
  const columns = "operatorId INTEGER, operatorName VARCHAR, name VARCHAR, key VARCHAR, value VARCHAR, query VARCHAR";
  await connection.atomically([
    `CREATE OR REPLACE TABLE ${tableOf(database)} (${columns})`,
    ...(rows.length === 0
      ? []
      : [`INSERT INTO ${tableOf(database)} VALUES ${rows.map((row) => `(${row})`).join(", ")}`]),
  ]);
  return stores;
}

/** The stores that {@link describeStores} has written down; undefined for a checkpoint of a release that did not. */
export async function readStores(
  connection: Connection,
  database: string,
): Promise<readonly DescribedStore[] | undefined> {
  const there = `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteString(database)} AND table_name = 'state_stores'`;
  if ((await readRows(connection, there, new StructType().add("name", "string"))).length === 0) return undefined;
  const rows = await readRows(connection, `SELECT * FROM ${tableOf(database)} ORDER BY rowid`, schema);
  return rows.map((row) => ({
    operatorId: row.operatorId!,
    operatorName: row.operatorName!,
    name: row.name!,
    key: row.key!,
    value: row.value!,
    sql: (name) => row.query!.replaceAll(quoteIdentifier(anyDatabase), quoteIdentifier(name)),
  }));
}

const described = (store: StateStore, operatorId: number, operatorName: string): DescribedStore => ({
  operatorId,
  operatorName,
  name: store.name,
  key: store.key.json(),
  value: store.value.json(),
  sql: (database) => store.sql(database),
});

import { Hono } from "hono";
import type { SparkSession, TableMetadata } from "../api/index.ts";
import { SparkException } from "../common/index.ts";
import { quoteIfNeeded } from "../types/index.ts";
import type { Backend } from "./backend.ts";
import { columnsOf } from "./cells.ts";
import { withoutSecrets } from "./errors.ts";
import type { CatalogListing, Completions, TableInfo } from "./wire.ts";

/** Tables whose columns are asked for at once. */
const atOnce = 8;

/** `/api/catalog` */
export const catalogRoutes = (backend: Backend): Hono =>
  new Hono().get("/", async (c) => {
    const spark = await backend.session(c.req.query("session"));
    const [database, tables] = await Promise.all([spark.catalog.currentDatabase(), tablesOf(spark)]);
    return c.json({ database, tables } satisfies CatalogListing);
  });

/** Names to complete SQL with. */
export async function completionsOf(spark: SparkSession): Promise<Completions> {
  const [tables, functions] = await Promise.all([tablesOf(spark), spark.catalog.listFunctions()]);
  const names = new Set(functions.map(({ name }) => name));
  return { tables, functions: [...names].filter((name) => /^\w+$/.test(name)).sort() };
}

/** The tables and views that SQL can ask, by name. */
async function tablesOf(spark: SparkSession): Promise<TableInfo[]> {
  const [current, global] = [await spark.catalog.listTables(), await globalViews(spark)];
  const listed = [...current, ...global];
  const tables: TableInfo[] = [];
  for (let from = 0; from < listed.length; from += atOnce)
    tables.push(...(await Promise.all(listed.slice(from, from + atOnce).map((table) => tableInfo(spark, table)))));
  return tables.sort((a, b) => (a.sqlName < b.sqlName ? -1 : 1));
}

const globalDatabase = "global_temp";

/** Listing a database gives the session's temporary views too. */
async function globalViews(spark: SparkSession): Promise<TableMetadata[]> {
  const tables = await spark.catalog.listTables(globalDatabase);
  return tables.filter(({ namespace }) => namespace?.[0] === globalDatabase);
}

/** A table or view as it was listed; it may have gone since. */
export async function tableInfo(spark: SparkSession, table: TableMetadata): Promise<TableInfo> {
  const database = table.namespace?.[0] ?? null;
  const isGlobal = database === globalDatabase;
  const sqlName = `${isGlobal ? `${globalDatabase}.` : ""}${quoteIfNeeded(table.name)}`;
  const info = { name: table.name, database, sqlName, type: table.tableType, isTemporary: table.isTemporary };
  try {
    return { ...info, columns: columnsOf(await spark.table(sqlName).schema()), problem: null };
  } catch (error) {
    // A view whose files are gone is still there, and may be what somebody looks for.
    if (!(error instanceof SparkException)) throw error;
    return { ...info, columns: [], problem: withoutSecrets(error.message) };
  }
}

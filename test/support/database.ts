import { afterAll } from "vitest";
import { type Connection, Database, type DatabaseOptions } from "../../src/engine/duckdb/index.ts";

/** A database for all tests of a file, and a connection to it. */
export async function useDatabase(
  options: DatabaseOptions = {},
): Promise<{ readonly database: Database; readonly connection: Connection }> {
  const database = await Database.open(options);
  const connection = await database.connection();
  afterAll(() => {
    connection.close();
    database.close();
  });
  return { database, connection };
}

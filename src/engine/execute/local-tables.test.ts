import { Int32, Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { resolve, testContext } from "../../../test/support/plans.ts";
import { StructType } from "../../types/index.ts";
import { arrowSchema, type Connection, readRows } from "../duckdb/index.ts";
import type { KeptStream, LocalRowsRelation } from "../plan/index.ts";
import { LocalTables } from "./local-tables.ts";

const { connection } = await useDatabase();

const onConnection = <T>(body: (connection: Connection) => Promise<T>): Promise<T> => body(connection);

/** Rows that were sent ahead, and how often they were read. */
function kept(hash: string, bytes: Uint8Array): KeptStream & { reads: number } {
  const stream = {
    hash,
    reads: 0,
    read: () => {
      stream.reads += 1;
      return bytes;
    },
  };
  return stream;
}

async function rowsOf(data: LocalRowsRelation["data"], bytes: Uint8Array): Promise<LocalRowsRelation> {
  const schema = await arrowSchema(bytes);
  return resolve({ kind: "local", data }, testContext({ localSchema: () => schema })) as LocalRowsRelation;
}

const tables = async (): Promise<unknown[]> => {
  const query = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'kept_rows_%' ORDER BY 1";
  return (await readRows(connection, query, new StructType().add("name", "string"))).map((row) => row.name);
};

test("rows that were sent ahead are loaded once, those within the plan are nobody's to keep", async () => {
  const local = new LocalTables();
  const bytes = tableToIPC(
    new Table({ id: vectorFromArray([1, 2], new Int32()), name: vectorFromArray(["a", "b"], new Utf8()) }),
    "stream",
  );
  const stream = kept("one", bytes);
  const relation = await rowsOf([stream, stream], bytes);
  const [first, second] = await Promise.all([local.use(relation, onConnection), local.use(relation, onConnection)]);
  expect(first!.table).toBe(second!.table);
  expect(stream.reads).toBe(2);
  await first!.release();
  await second!.release();
  const again = await local.use(relation, onConnection);
  expect(stream.reads).toBe(2);
  expect(await tables()).toHaveLength(1);
  await again!.release();
  expect(await local.use(await rowsOf([bytes], bytes), onConnection)).toBeUndefined();
  expect(await local.use(await rowsOf([bytes, stream], bytes), onConnection)).toBeUndefined();
});

test("what failed is tried again", async () => {
  const local = new LocalTables();
  const bytes = tableToIPC(tableFromArrays({ id: Int32Array.of(1) }), "stream");
  let broken = true;
  const stream: KeptStream = {
    hash: "two",
    read: () => {
      if (broken) throw new Error("the bytes are gone");
      return bytes;
    },
  };
  const relation = await rowsOf([stream], bytes);
  await expect(local.use(relation, onConnection)).rejects.toThrow("the bytes are gone");
  broken = false;
  const loaded = await local.use(relation, onConnection);
  expect(loaded?.table).toMatch(/^memory\.main\.kept_rows_/);
});

test("the tables that nobody has read for longest go where there are too many", async () => {
  const local = new LocalTables({ mostIdleBytes: 1 });
  const bytes = tableToIPC(tableFromArrays({ id: Int32Array.of(1) }), "stream");
  const [one, two] = [await rowsOf([kept("a", bytes)], bytes), await rowsOf([kept("b", bytes)], bytes)];
  const reading = await local.use(one, onConnection);
  const before = await tables();
  const other = await local.use(two, onConnection);
  await other!.release();
  // The one that is read stays.
  expect(await tables()).toEqual(before);
  await reading!.release();
  expect(await tables()).toHaveLength(before.length - 1);
});

import { describe, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { DecimalType, StructType, Timestamp } from "../../types/index.ts";
import { readRows } from "../duckdb/index.ts";
import { loadedRows } from "./loaded-rows.ts";

const { connection } = await useDatabase();

const schema = new StructType()
  .add("a name", "string")
  .add("n", "long")
  .add("x", "double")
  .add("d", new DecimalType(4, 2))
  .add("at", "timestamp");
const columns = [
  ["it's", "\0", null],
  [1, 9_223_372_036_854_775_807n, null],
  [Number.NaN, -0, null],
  ["12.50", "-0.01", null],
  [new Timestamp(-14_831_769_600_000_001n), new Timestamp(1_709_208_000_123_456n), null],
];
const files = (size: number) => [{ path: "a.json", size }];

describe.each([
  ["in the query", files(100)],
  ["in a table", files(10_000)],
  ["in a table, since it is compressed", [{ path: "a.json.gz", size: 100 }]],
])("%s", (_, read) => {
  test("are the rows that were given", async () => {
    const loaded = await loadedRows(connection, schema, read);
    loaded.append(columns);
    const rows = await readRows(connection, `SELECT * FROM ${loaded.sqlName}`, schema);
    expect(rows.map(({ n, d, ...row }) => [row["a name"], n, row.x, d, row.at])).toEqual(
      [0, 1, 2].map((row) => columns.map((values, i) => (i === 1 && row === 0 ? 1n : values[row]))),
    );
    await loaded.drop();
  });

  test("are none", async () => {
    const loaded = await loadedRows(connection, schema, read);
    expect(await readRows(connection, `SELECT * FROM ${loaded.sqlName}`, schema)).toEqual([]);
    await loaded.drop();
  });
});

test("a few of them need no table", async () => {
  const few = await loadedRows(connection, schema, files(100));
  const many = await loadedRows(connection, schema, files(10_000));
  few.append(columns);
  expect(few.sqlName).toMatch(/^\(VALUES/);
  expect(many.sqlName).toMatch(/^temp\.main\./);
  await many.drop();
});

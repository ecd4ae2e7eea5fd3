import { tableFromArrays, tableToIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { useExecutor } from "../../../test/support/executor.ts";
import {
  as,
  asc,
  call,
  col,
  desc,
  lit,
  orderBy,
  resolve,
  select,
  table,
  testContext,
  where,
} from "../../../test/support/plans.ts";
import { sparkError } from "../../common/index.ts";
import { StructType } from "../../types/index.ts";
import { sameResult, semanticHash } from "../analyze/index.ts";
import { arrowSchema, countRows, readRows, rowsOf } from "../duckdb/index.ts";
import type { ReadRelation, Relation, ResolvedRelation, ScanRelation } from "../plan/index.ts";
import type { BatchSource, Binding, SourceRegistry } from "../sources/index.ts";
import { type Execution, explain, showString } from "./index.ts";

const settings = { timeZone: "America/New_York", ansi: true };
const schema = new StructType().add("a", "integer").add("b", "string");

/** A source that notes what happens to it. Its fast binding fails while it runs where `strict` says so. */
class NotedSource implements BatchSource {
  readonly events: string[] = [];
  strict = false;
  columns: readonly string[] = [];

  schema(): Promise<StructType> {
    return Promise.resolve(schema);
  }

  bind(scan: ScanRelation): Promise<Binding> {
    this.events.push("bind");
    this.columns = scan.output.map((column) => column.name);
    const columns = scan.output.map(({ id, name }) => `${name} AS c${id}`).join(", ") || "NULL";
    const rows = "(VALUES (1, 'x'), (2, 'y'), (3, NULL)) AS t(a, b)";
    const exact: Binding = {
      sql: `SELECT ${columns} FROM ${rows}`,
      release: async () => void this.events.push("release exact"),
    };
    if (!this.strict) return Promise.resolve(exact);
    return Promise.resolve({
      sql: `SELECT ${columns} FROM ${rows} WHERE CASE WHEN a = 3 THEN error('not for the fast path') ELSE true END`,
      rebind: (failure) => Promise.resolve(failure.includes("not for the fast path") ? exact : undefined),
      release: async () => void this.events.push("release fast"),
    });
  }
}

const source = new NotedSource();
const registry: SourceRegistry = {
  source: (format) => {
    if (format === "noted") return source;
    throw sparkError("INTERNAL_ERROR", { message: `no source ${format}` });
  },
};

const { executor, database } = await useExecutor(registry);

const read: ReadRelation = { kind: "read", format: "noted", schema, options: {}, paths: ["/data"], streaming: false };

async function rows({ result, schema: types }: Execution): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of rowsOf(result, types)) all.push(...batch);
  return all;
}

const execute = (plan: ResolvedRelation): Promise<Execution> => executor.execute(plan, { settings });

test("a source is bound, read and released", async () => {
  source.events.length = 0;
  const plan = select(where(read, call("isnotnull", col("b"))), as(call("+", col("a"), lit(1)), "next"));
  const execution = await execute(resolve(plan));
  expect(execution.schema.simpleString()).toBe("struct<next:int>");
  expect(source.events).toEqual(["bind", "release exact"]);
  expect(await rows(execution)).toEqual([[2], [3]]);
});

test("a source is asked for the columns that the query uses", async () => {
  await execute(resolve(select(read, col("b"))));
  expect(source.columns).toEqual(["b"]);
  const counted = await execute(resolve(select(where(read, call("isnull", col("b"))), call("count", lit(1)))));
  expect(source.columns).toEqual(["b"]);
  expect(await rows(counted)).toEqual([[1n]]);
  // Counting all rows needs none of their columns.
  expect(await rows(await execute(resolve(select(read, call("count", lit(1))))))).toEqual([[3n]]);
});

test("a fast binding that fails is replaced before any row is handed out", async () => {
  source.events.length = 0;
  source.strict = true;
  try {
    expect(await rows(await execute(resolve(select(read, col("a")))))).toEqual([[1], [2], [3]]);
    expect(source.events).toEqual(["bind", "release fast", "release exact"]);
    // Without the offending row the fast one stays.
    source.events.length = 0;
    expect(await rows(await execute(resolve(select(where(read, call("<", col("a"), lit(3))), col("a")))))).toEqual([
      [1],
      [2],
    ]);
    // A failure of the query itself is nobody's to mend.
    source.events.length = 0;
    const failing = select(where(read, call("<", col("a"), lit(3))), call("/", col("a"), lit(0)));
    await expect(execute(resolve(failing))).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
    expect(source.events).toEqual(["bind", "release fast"]);
  } finally {
    source.strict = false;
  }
});

test("rows that came with the plan, also twice and beside an unknown source", async () => {
  const ipc = tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2), name: ["a", "b"] }), "stream");
  const schema = await arrowSchema(ipc);
  const context = testContext({ localSchema: () => schema });
  const local: Relation = { kind: "local", data: [ipc] };
  const plan: Relation = {
    kind: "setOperation",
    left: local,
    right: local,
    operation: "union",
    all: true,
    byName: false,
    allowMissingColumns: false,
  };
  expect(await rows(await execute(resolve(orderBy(plan, asc(col("id"))), context)))).toEqual([
    [1, "a"],
    [1, "a"],
    [2, "b"],
    [2, "b"],
  ]);
  const unknown = resolve({ ...read, format: "nothing" });
  await expect(execute(unknown)).rejects.toThrow("no source nothing");
});

test("an open plan drops its local rows when it is closed, read to its end or not", async () => {
  const ipc = tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2) }), "stream");
  const schema = await arrowSchema(ipc);
  const plan = resolve({ kind: "local", data: [ipc, ipc] }, testContext({ localSchema: () => schema }));
  const tables = async () => {
    const oneRow = resolve(select({ kind: "oneRow" }, lit(1)));
    const query = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'local_%'";
    // The connection that the plan ran on is the one that is idle.
    return executor.withQuery(oneRow, { settings }, (_, connection) =>
      readRows(connection, query, new StructType().add("name", "string")),
    );
  };
  for (const end of [true, false]) {
    const open = await executor.open(plan, { settings });
    const read: unknown[] = [];
    for await (const batch of rowsOf(open.result, open.schema)) {
      read.push(...batch);
      if (!end) break;
    }
    expect(read).toEqual([[1], [2], [1], [2]]);
    await open.close();
    expect(await tables()).toEqual([]);
  }
  await expect(executor.open(resolve({ ...read, format: "nothing" }), { settings })).rejects.toThrow("no source");
});

test("an open plan of files is read before the first row goes out", async () => {
  source.events.length = 0;
  const open = await executor.open(resolve(select(read, col("a"))), { settings });
  expect(source.events).toEqual(["bind", "release exact"]);
  const all: unknown[] = [];
  for await (const batch of rowsOf(open.result, open.schema)) all.push(...batch);
  expect(all).toEqual([[1], [2], [3]]);
  await open.close();
});

test("runs go on side by side, and one stops alone", async () => {
  const endless = resolve(
    select(
      {
        kind: "join",
        left: { kind: "range", start: 0n, end: 10_000_000n, step: 1n },
        right: { kind: "range", start: 0n, end: 10_000_000n, step: 1n },
        type: "cross",
      },
      call("count", lit(1)),
    ),
  );
  const abort = new AbortController();
  const stopped = executor.execute(endless, { settings, signal: abort.signal });
  expect(await rows(await execute(resolve(select({ kind: "oneRow" }, as(lit(1), "x")))))).toEqual([[1]]);
  abort.abort();
  await expect(stopped).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
});

test("rows are counted", async () => {
  const connection = await database.connection();
  expect(await countRows(connection, "SELECT * FROM range(7)")).toBe(7);
  connection.close();
});

test("explain shows the plan before and after analysis and the SQL, and reads no source for that", async () => {
  source.events.length = 0;
  const parsed = orderBy(select(where(read, call(">", col("a"), lit(1))), col("b")), desc(col("b")));
  const plan = resolve(parsed);
  const text = await explain(executor, { parsed, plan, mode: "extended", settings });
  expect(text).toMatchSnapshot();
  expect(source.events).toEqual([]);
  expect(await explain(executor, { parsed, plan, mode: "simple", settings })).toMatch(/^== Physical Plan ==\nSELECT/);
  const formatted = await explain(executor, { parsed, plan, mode: "formatted", settings });
  expect(formatted).toContain("== DuckDB Plan and Statistics ==");
  expect(formatted).toContain("ORDER_BY");
});

test("plans are the same whatever their columns are called", () => {
  const context = testContext();
  const one = resolve(select(table(["a"], [1], [2]), as(call("+", col("a"), lit(1)), "x")), context);
  const other = resolve(select(table(["z"], [1], [2]), as(call("+", col("z"), lit(1)), "y")), context);
  const different = resolve(select(table(["a"], [1], [2]), as(call("+", col("a"), lit(2)), "x")), context);
  expect(sameResult(one, other)).toBe(true);
  expect(semanticHash(one)).toBe(semanticHash(other));
  expect(sameResult(one, different)).toBe(false);
  expect(semanticHash(one)).not.toBe(semanticHash(different));
});

test("show prints rows of a plan", async () => {
  const plan = resolve(orderBy(read, desc(col("a"))));
  expect(await showString(executor, plan, { numRows: 2, truncate: 20, vertical: false, settings })).toBe(
    "+---+----+\n|  a|   b|\n+---+----+\n|  3|NULL|\n|  2|   y|\n+---+----+\nonly showing top 2 rows",
  );
});

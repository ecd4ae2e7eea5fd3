import { describe, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
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
import { rowsOf } from "../duckdb/index.ts";
import { macros, scripts } from "../functions/index.ts";
import { type Expression, type Relation, schemaOf, type WindowFrame } from "../plan/index.ts";
import { parseQuery } from "../sql/index.ts";
import { compileQuery, compileRelation } from "./index.ts";

const { connection } = await useDatabase({ macros, functions: scripts });
await connection.setTimeZone("America/New_York");

const settings = { timeZone: "America/New_York", ansi: true };
const unbound = (): never => {
  throw new Error("no scans here");
};

const sqlOf = (plan: Relation): string => compileQuery(resolve(plan), unbound, settings);

async function run(plan: Relation): Promise<unknown[][]> {
  const resolved = resolve(plan);
  const rows: unknown[][] = [];
  const result = await connection.query(compileQuery(resolved, unbound, settings));
  expect(result.columnNames.slice(0, resolved.output.length)).toEqual(resolved.output.map((column) => column.name));
  for await (const batch of rowsOf(result, schemaOf(resolved))) rows.push(...batch.map((row) => [...row]));
  return rows;
}

const sales = table(
  ["currency", "amount", "day"],
  ["GBP", 10, 1],
  ["USD", 5, 1],
  ["GBP", null, 2],
  ["EUR", 7, 3],
  ["USD", 20, 4],
);

describe("text", () => {
  test("filters and projections become one SELECT", () => {
    const plan = select(
      where(
        select(where(sales, call(">", col("day"), lit(1))), col("currency"), col("amount")),
        call("isnotnull", col("amount")),
      ),
      as(call("+", col("amount"), lit(1)), "next"),
    );
    const sql = sqlOf(plan);
    expect(sql.match(/SELECT/g)?.length).toBe(1);
    expect(sql).toMatchSnapshot();
  });

  test("an aggregation, sorted and cut", () => {
    const grouped: Relation = {
      kind: "aggregate",
      input: sales,
      grouping: { type: "groupBy" },
      keys: [col("currency")],
      aggregates: [as(call("sum", col("amount")), "total_amount")],
      includeKeys: true,
    };
    expect(
      sqlOf({ kind: "limit", input: orderBy(grouped, desc(col("total_amount"))), limit: lit(2) }),
    ).toMatchSnapshot();
  });

  test("a string that looks like our column names cannot be taken for one", async () => {
    expect(await run(orderBy(select(sales, as(col("day"), "c2"), as(col("amount"), "c1")), asc(col("c1"))))).toEqual([
      [2, null],
      [1, 5],
      [3, 7],
      [1, 10],
      [4, 20],
    ]);
  });
});

describe("rows", () => {
  test("a LIMIT above a window takes rows in the window's order", async () => {
    const text =
      "SELECT day, row_number() OVER (PARTITION BY day % 2, 'x' ORDER BY day DESC) AS n FROM range(7) AS r(day) LIMIT 5";
    expect(await run(parseQuery(text))).toEqual([
      [6n, 1],
      [4n, 2],
      [2n, 3],
      [0n, 4],
      [5n, 1],
    ]);
    const equal = "SELECT row_number() OVER (ORDER BY day % 1) AS n FROM range(5000) AS r(day) LIMIT 3";
    expect(await run(parseQuery(equal))).toEqual([[1], [2], [3]]);
  });

  test("one row, no rows, many rows", async () => {
    expect(await run(select({ kind: "oneRow" }, as(lit(1), "a"), as(lit("x"), "a")))).toEqual([[1, "x"]]);
    expect(await run({ kind: "range", start: 1n, end: 10n, step: 4n })).toEqual([[1n], [5n], [9n]]);
    expect(await run(where(select({ kind: "oneRow" }, as(lit(1), "a")), lit(false)))).toEqual([]);
    expect(await run(select(table(["a"], [1], [2])))).toEqual([[], []]);
  });

  test("expressions that a projection above uses twice are computed once", async () => {
    const inner = select(sales, as(call("+", col("day"), lit(1)), "next"));
    const plan = select(inner, as(call("*", col("next"), col("next")), "square"));
    expect(sqlOf(plan).match(/SELECT/g)?.length).toBe(2);
    expect(await run(plan)).toEqual([[4], [4], [9], [16], [25]]);
  });

  test("sorting puts nulls where Spark puts them", async () => {
    expect(await run(orderBy(select(sales, col("amount")), asc(col("amount"))))).toEqual([
      [null],
      [5],
      [7],
      [10],
      [20],
    ]);
    expect(await run(orderBy(select(sales, col("amount")), desc(col("amount"))))).toEqual([
      [20],
      [10],
      [7],
      [5],
      [null],
    ]);
    // A constant sorts nothing.
    expect(await run(orderBy(select(sales, col("day")), asc(lit("x"))))).toHaveLength(5);
  });

  test("limit, offset, tail", async () => {
    const days = orderBy(select(sales, col("day"), col("currency")), asc(col("day")), asc(col("currency")));
    expect(await run({ kind: "limit", input: { kind: "offset", input: days, offset: lit(1) }, limit: lit(2) })).toEqual(
      [
        [1, "USD"],
        [2, "GBP"],
      ],
    );
    expect(
      await run({ kind: "limit", input: { kind: "limit", input: days, limit: lit(1) }, limit: lit(3) }),
    ).toHaveLength(1);
    expect(await run({ kind: "tail", input: days, limit: 2 })).toEqual([
      [3, "EUR"],
      [4, "USD"],
    ]);
    // A filter sees the rows behind the limit.
    expect(await run(where({ kind: "limit", input: days, limit: lit(3) }, call(">", col("day"), lit(1))))).toEqual([
      [2, "GBP"],
    ]);
  });

  test("distinct and deduplication", async () => {
    const currencies = select(sales, col("currency"));
    const distinct: Relation = { kind: "deduplicate", input: currencies, columns: "all", withinWatermark: false };
    expect(await run(orderBy(distinct, asc(col("currency"))))).toEqual([["EUR"], ["GBP"], ["USD"]]);
    const by: Relation = { kind: "deduplicate", input: sales, columns: ["currency"], withinWatermark: false };
    const rows = await run(by);
    expect(rows.map(([currency]) => currency).sort()).toEqual(["EUR", "GBP", "USD"]);
  });

  test("set operations", async () => {
    const left = table(["a"], [1], [1], [2], [null]);
    const right = table(["b"], [1], [3], [null]);
    const combine = (operation: "union" | "intersect" | "except", all: boolean): Promise<unknown[][]> => {
      const set = {
        kind: "setOperation",
        left,
        right,
        operation,
        all,
        byName: false,
        allowMissingColumns: false,
      } as const;
      return run(orderBy(set, asc(col("a"))));
    };
    expect(await combine("union", true)).toEqual([[null], [null], [1], [1], [1], [2], [3]]);
    expect(await combine("union", false)).toEqual([[null], [1], [2], [3]]);
    expect(await combine("intersect", false)).toEqual([[null], [1]]);
    expect(await combine("except", true)).toEqual([[1], [2]]);
  });

  test("samples are the same for a seed, and shares of a split are disjoint", async () => {
    const numbers: Relation = { kind: "range", start: 0n, end: 2000n, step: 1n };
    const share = (lower: number, upper: number, withReplacement = false): Promise<unknown[][]> =>
      run({ kind: "sample", input: numbers, lower, upper, withReplacement, seed: 7n });
    const half = await share(0, 0.5);
    expect(half.length).toBeGreaterThan(900);
    expect(half.length).toBeLessThan(1100);
    expect(await share(0, 0.5)).toEqual(half);
    const twice = await share(0, 2, true);
    expect(twice.length).toBeGreaterThan(3700);
    expect(twice.length).toBeLessThan(4300);
    expect(new Set(twice.map(([id]) => id)).size).toBeLessThan(2000);
  });
});

describe("aggregation", () => {
  const aggregate = (part: Partial<Extract<Relation, { kind: "aggregate" }>>): Relation => ({
    kind: "aggregate",
    input: sales,
    grouping: { type: "groupBy" },
    keys: [],
    aggregates: [],
    includeKeys: true,
    ...part,
  });

  test("of all rows, of none, of groups", async () => {
    const count = as(call("count", lit(1)), "n");
    expect(await run(aggregate({ aggregates: [count, as(call("sum", col("amount")), "s")] }))).toEqual([[5n, 42n]]);
    expect(await run(aggregate({ input: where(sales, lit(false)), aggregates: [count] }))).toEqual([[0n]]);
    expect(
      await run(orderBy(aggregate({ keys: [col("currency")], aggregates: [count] }), asc(col("currency")))),
    ).toEqual([
      ["EUR", 1n],
      ["GBP", 2n],
      ["USD", 2n],
    ]);
    const even = as(call("=", call("%", col("day"), lit(2)), lit(0)), "even");
    expect(await run(orderBy(aggregate({ keys: [even], aggregates: [count] }), asc(col("even"))))).toEqual([
      [false, 3n],
      [true, 2n],
    ]);
  });

  test("rollup keeps the columns of its aggregates whole", async () => {
    const plan = aggregate({
      grouping: { type: "rollup" },
      keys: [col("currency")],
      aggregates: [as(call("max", col("currency")), "m"), as(call("count", lit(1)), "n")],
    });
    expect(await run(orderBy(plan, asc(col("currency"))))).toEqual([
      [null, "USD", 5n],
      ["EUR", "EUR", 1n],
      ["GBP", "GBP", 2n],
      ["USD", "USD", 2n],
    ]);
  });
});

describe("joins", () => {
  const left: Relation = { kind: "alias", name: "l", input: table(["k", "v"], [1, "a"], [2, "b"], [null, "c"]) };
  const right: Relation = { kind: "alias", name: "r", input: table(["k", "w"], [1, "x"], [3, "y"], [null, "z"]) };
  type Join = Extract<Relation, { kind: "join" }>;
  const join = (type: Join["type"], operator = "="): Relation => ({
    kind: "join",
    left,
    right,
    type,
    ...(type === "cross" ? {} : { condition: call(operator, col("l.k"), col("r.k")) }),
  });

  test.each<[Join["type"], string, unknown[][]]>([
    ["inner", "=", [[1, "a", 1, "x"]]],
    [
      "inner",
      "<=>",
      [
        [null, "c", null, "z"],
        [1, "a", 1, "x"],
      ],
    ],
    [
      "left",
      "=",
      [
        [null, "c", null, null],
        [1, "a", 1, "x"],
        [2, "b", null, null],
      ],
    ],
    [
      "right",
      "=",
      [
        [null, null, null, "z"],
        [null, null, 3, "y"],
        [1, "a", 1, "x"],
      ],
    ],
    ["leftSemi", "=", [[1, "a"]]],
    [
      "leftAnti",
      "=",
      [
        [null, "c"],
        [2, "b"],
      ],
    ],
  ])("%s on %s", async (type, operator, rows) => {
    const key = type === "right" ? [asc(col("l.k")), asc(col("r.k"))] : [asc(col("l.k"))];
    expect(await run(orderBy(join(type, operator), ...key))).toEqual(rows);
  });

  test("full and cross", async () => {
    expect(await run(join("full"))).toHaveLength(5);
    expect(await run(join("cross"))).toHaveLength(9);
  });

  test("using puts the key first, once", async () => {
    const plan: Relation = { kind: "join", left, right, type: "inner", using: ["k"] };
    expect(await run(plan)).toEqual([[1, "a", "x"]]);
  });

  test("a lateral side sees the columns of the other", async () => {
    const lateral: Relation = {
      kind: "join",
      left,
      right: { kind: "alias", name: "n", input: select({ kind: "oneRow" }, as(call("+", col("l.k"), lit(1)), "next")) },
      type: "inner",
      lateral: true,
    };
    expect(await run(orderBy(select(lateral, col("v"), col("next")), asc(col("v"))))).toEqual([
      ["a", 2],
      ["b", 3],
      ["c", null],
    ]);
  });
});

describe("expressions", () => {
  const plus = (frame?: WindowFrame<Expression>, fn: Expression = call("sum", col("amount"))): Expression =>
    as(
      {
        kind: "window",
        function: fn,
        partitionBy: [col("currency")],
        orderBy: [asc(col("day"))],
        ...(frame ? { frame } : {}),
      },
      "w",
    );

  test("windows over aggregates and ranks", async () => {
    const ordered = (e: Expression): Promise<unknown[][]> =>
      run(orderBy(select(sales, col("day"), col("currency"), e), asc(col("day")), asc(col("currency"))));
    expect((await ordered(plus())).map((row) => row[2])).toEqual([10n, 5n, 10n, 7n, 25n]);
    const both: WindowFrame<Expression> = {
      unit: "rows",
      lower: { kind: "offset", value: lit(-1) },
      upper: { kind: "currentRow" },
    };
    expect((await ordered(plus(both))).map((row) => row[2])).toEqual([10n, 5n, 10n, 7n, 25n]);
    const near: WindowFrame<Expression> = {
      unit: "range",
      lower: { kind: "offset", value: lit(-2) },
      upper: { kind: "offset", value: lit(2) },
    };
    expect((await ordered(plus(near))).map((row) => row[2])).toEqual([10n, 5n, 10n, 7n, 20n]);
    expect((await ordered(plus(undefined, call("row_number")))).map((row) => row[2])).toEqual([1, 1, 2, 1, 2]);
  });

  test("a filter above a window does not change what the window saw", async () => {
    const ranked = select(sales, col("day"), plus(undefined, call("row_number")));
    expect(await run(orderBy(where(ranked, call("=", col("w"), lit(2))), asc(col("day"))))).toEqual([
      [2, 2],
      [4, 2],
    ]);
  });

  test("subqueries: scalar, exists, in, correlated with a stored table", async () => {
    const max: Expression = {
      kind: "subquery",
      form: "scalar",
      values: [],
      plan: {
        kind: "aggregate",
        input: sales,
        grouping: { type: "groupBy" },
        keys: [],
        aggregates: [call("max", col("day"))],
        includeKeys: true,
      },
    };
    expect(await run(select(where(sales, call("=", col("day"), max)), col("currency")))).toEqual([["USD"]]);
    const inner: Relation = { kind: "alias", name: "i", input: table(["day", "x"], [1, 2], [3, 4]) };
    const exists: Expression = {
      kind: "subquery",
      form: "exists",
      values: [],
      plan: where(inner, call("=", col("i.day"), col("t.day"))),
    };
    expect(await run(orderBy(select(where(sales, exists), col("day")), asc(col("day"))))).toEqual([[1], [1], [3]]);
    const pair: Expression = {
      kind: "subquery",
      form: "in",
      values: [col("day"), call("+", col("day"), lit(1))],
      plan: inner,
    };
    expect(await run(orderBy(select(where(sales, pair), col("day")), asc(col("day"))))).toEqual([[1], [1], [3]]);
  });

  test("generators keep or lose rows without elements", async () => {
    const arrays = select(
      table(["id", "n"], [1, 2], [2, 0]),
      col("id"),
      as(
        call("filter", call("sequence", lit(1), lit(2)), {
          kind: "lambda",
          parameters: ["x"],
          body: call("<=", { kind: "lambdaVariable", name: "x" }, col("n")),
        }),
        "a",
      ),
    );
    expect(await run(select(arrays, col("id"), as(call("explode", col("a")), "e")))).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(await run(select(arrays, col("id"), as(call("explode_outer", col("a")), "e")))).toEqual([
      [1, 1],
      [1, 2],
      [2, null],
    ]);
    expect(await run(select(arrays, as(call("posexplode", col("a")), "p", "e")))).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

test("relations call their columns by id", () => {
  const plan = resolve(select(sales, col("day")), testContext());
  expect(compileRelation(plan, unbound, settings)).toContain(`c${plan.output[0]!.id}`);
});

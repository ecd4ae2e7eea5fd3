import { expect, test } from "vitest";
import {
  as,
  asc,
  call,
  cast,
  col,
  desc,
  lit,
  orderBy,
  resolve,
  select,
  table,
  where,
} from "../../../test/support/plans.ts";
import { LongType, StructType } from "../../types/index.ts";
import type { Expression, Relation } from "../plan/index.ts";
import { parsedText, planText } from "./index.ts";

const sales = table(["currency", "amount"], ["GBP", 10], ["USD", 5]);
const grouped: Relation = {
  kind: "aggregate",
  input: sales,
  grouping: { type: "rollup" },
  keys: [col("currency")],
  aggregates: [as(call("sum", col("amount")), "total")],
  includeKeys: true,
};
const stream: Relation = {
  kind: "read",
  format: "json",
  schema: new StructType().add("ts", "timestamp"),
  options: {},
  paths: ["/in"],
  streaming: true,
};

const resolved = (plan: Relation): string => planText(resolve(plan), "UTC");

test("relations of a resolved plan", () => {
  expect(resolved({ kind: "tail", input: orderBy(grouped, desc(col("total"))), limit: 2 })).toMatchInlineSnapshot(`
    "Tail 2
    +- Sort [total DESC NULLS LAST], true
       +- Project [currency, sum(amount) AS total]
          +- Aggregate [currency], sets ((0), ()), [sum(amount)]
             +- Project [col1 AS currency, col2 AS amount]
                +- Values 2 rows [col1, col2]
    "
  `);
  expect(
    resolved({
      kind: "join",
      left: { kind: "alias", name: "a", input: sales },
      right: { kind: "alias", name: "b", input: { kind: "limit", input: sales, limit: lit(1) } },
      type: "left",
      condition: call("=", col("a.currency"), col("b.currency")),
    }),
  ).toMatchInlineSnapshot(`
    "Join left, (currency = currency)
    :- Project [col1 AS currency, col2 AS amount]
    :  +- Values 2 rows [col1, col2]
    +- Limit 1
       +- Project [col1 AS currency, col2 AS amount]
          +- Values 2 rows [col1, col2]
    "
  `);
  const range: Relation = { kind: "range", start: 0n, end: 9n, step: 3n };
  const set = { kind: "setOperation", left: range, right: range, byName: false, allowMissingColumns: false } as const;
  expect(resolved({ ...set, operation: "union", all: true })).toMatchInlineSnapshot(`
    "Union
    :- Range (0, 9, step=3)
    +- Range (0, 9, step=3)
    "
  `);
  expect(resolved({ ...set, operation: "except", all: true })).toMatchInlineSnapshot(`
    "Except All
    :- Range (0, 9, step=3)
    +- Range (0, 9, step=3)
    "
  `);
  expect(
    resolved({
      kind: "sample",
      lower: 0,
      upper: 0.5,
      withReplacement: false,
      seed: 1n,
      input: { kind: "deduplicate", input: sales, columns: ["currency"], withinWatermark: false },
    }),
  ).toMatchInlineSnapshot(`
    "Sample 0.5, false, 1
    +- Deduplicate [currency]
       +- Project [col1 AS currency, col2 AS amount]
          +- Values 2 rows [col1, col2]
    "
  `);
  expect(resolved({ kind: "watermark", input: stream, column: "ts", delay: "10 minutes" })).toMatchInlineSnapshot(`
    "EventTimeWatermark ts, 600000000 microseconds
    +- StreamingRelation json /in[ts]
    "
  `);
  expect(resolved({ kind: "local", schema: new StructType().add("a", "long") })).toMatchInlineSnapshot(`
    "LocalRelation [a]
    "
  `);
  expect(resolved(select({ kind: "oneRow" }, as(lit(1), "x")))).toMatchInlineSnapshot(`
    "Project [1 AS x]
    +- OneRowRelation
    "
  `);
});

test("a plan as it was written", () => {
  const window: Expression = {
    kind: "window",
    function: call("rank"),
    partitionBy: [col("currency")],
    orderBy: [asc(col("amount"))],
  };
  const expressions: Expression[] = [
    { kind: "star", target: ["t"] },
    as(cast(col("amount"), new LongType()), "long"),
    window,
    call("transform", col("l"), { kind: "lambda", parameters: ["x"], body: { kind: "lambdaVariable", name: "x" } }),
    { kind: "extract", child: col("s"), extraction: lit("f") },
    { kind: "updateFields", child: col("s"), field: "f" },
    { kind: "subquery", form: "exists", values: [], plan: sales },
    { kind: "namedArgument", name: "n", value: lit(1) },
    { kind: "regex", pattern: "a.*" },
  ];
  const table: Relation = { kind: "table", name: ["db", "t"], options: {}, streaming: false };
  const written = where(
    select({ kind: "join", left: table, right: stream, type: "cross" }, ...expressions),
    call("not", col("b")),
  );
  expect(
    parsedText(
      orderBy(
        { kind: "limit", input: { kind: "offset", input: written, offset: lit(1) }, limit: lit(2) },
        asc(col("a")),
      ),
    ),
  ).toMatchInlineSnapshot(`
    "'Sort ['a ASC NULLS FIRST]
    +- 'Limit 2
       +- 'Offset 1
          +- 'Filter 'not('b)
             +- 'Project [t.*, cast('amount as bigint) AS long, 'rank() OVER (PARTITION BY 'currency ORDER BY 'amount ASC NULLS FIRST), 'transform('l, (x) -> x), 's[f], update_fields('s, f), exists-subquery, n => 1, 'a.*]
                +- 'Join cross
                   :- 'Table db.t
                   +- 'Read json /in
    "
  `);
  expect(
    parsedText({
      kind: "drop",
      columns: [col("a")],
      names: ["b"],
      input: { kind: "withColumns", columns: [as(lit(1), "c")], input: grouped },
    }),
  ).toMatchInlineSnapshot(`
    "'Drop 'a, b
    +- 'WithColumns [1 AS c]
       +- 'Aggregate ['currency], ['sum('amount) AS total]
          +- 'Alias t
             +- 'Values
    "
  `);
});

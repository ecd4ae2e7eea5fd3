import { describe, expect, test } from "vitest";
import { parseMultipartIdentifier, parseQuery, parseStatement } from "./index.ts";

const a = { kind: "attribute", parts: ["a"] };
const table = (...name: string[]) => ({ kind: "table", name });

describe("queries", () => {
  test.each<[string, object]>([
    ["select a from t", { kind: "project", input: table("t"), expressions: [a] }],
    ["select 1", { kind: "project", input: { kind: "oneRow" } }],
    ["select a from t where a", { kind: "project", input: { kind: "filter", condition: a } }],
    ["select distinct a from t", { kind: "deduplicate", columns: "distinct", input: { kind: "project" } }],
    ["select a from t group by a having a", { kind: "aggregate", keys: [a], includeKeys: false, having: a }],
    ["select a from t group by all", { kind: "aggregate", keys: [], groupByAll: true }],
    ["select a from t group by rollup(a)", { grouping: { type: "rollup" }, keys: [a] }],
    ["select a from t group by a with cube", { grouping: { type: "cube" }, keys: [a] }],
    [
      "select 1 from t group by grouping sets ((a), ())",
      { grouping: { type: "groupingSets", sets: [[a], []] }, keys: [a] },
    ],
    ["select 1 from t group by a, rollup(a)", { grouping: { type: "groupingSets", sets: [[a, a], [a]] }, keys: [a] }],
    ["select 1 from t group by cube((a, a), a)", { grouping: { sets: [[a, a, a], [a, a], [a], []] }, keys: [a] }],
    ["select max(a) from t having a", { kind: "aggregate", keys: [], having: a }],
    [
      "select a from t order by a limit 2 offset 1",
      { kind: "limit", input: { kind: "offset", input: { kind: "sort", global: true } } },
    ],
    ["select a from t order by all desc", { kind: "sort", all: true, order: [{ descending: true }] }],
    ["select a from t cluster by a", { kind: "sort", global: false, input: { kind: "repartition", expressions: [a] } }],
    ["select a from t limit all", { kind: "project" }],
    [
      "select 1 union all select 2 intersect select 3",
      { operation: "union", all: true, right: { operation: "intersect", all: false } },
    ],
    ["select 1 except select 2 minus select 3", { operation: "except", left: { operation: "except" } }],
    ["with r(x) as (select 1) select * from r", { kind: "with", tables: [{ name: "r", columns: ["x"] }] }],
    ["select * from json.`/tmp/x*`", { input: table("json", "/tmp/x*") }],
    ["select * from t as u(x, y)", { input: { kind: "alias", name: "u", columns: ["x", "y"], input: table("t") } }],
    ["select * from (select 1)", { input: { kind: "alias", name: "__auto_generated_subquery_name" } }],
    ["select * from t, u", { input: { kind: "join", type: "inner", left: table("t"), right: table("u") } }],
    ["select * from t left join u on a", { input: { kind: "join", type: "left", condition: a } }],
    ["select * from t anti join u using (a)", { input: { type: "leftAnti", using: ["a"] } }],
    ["select * from t natural full outer join u", { input: { type: "full", natural: true } }],
    ["select * from t cross join lateral (select 1)", { input: { type: "cross", lateral: true } }],
    ["select * from t join (u join v) w", { input: { right: { kind: "alias", name: "w", input: { kind: "join" } } } }],
    [
      "select * from t lateral view outer explode(a) v as x",
      { input: { kind: "lateralView", outer: true, table: "v", columns: ["x"] } },
    ],
    ["select * from range(3) r", { input: { kind: "alias", input: { kind: "tableFunction", name: "range" } } }],
    ["select * from stream(t)", { input: { kind: "table", streaming: true } }],
    ["select * from t with (x = 1)", { input: { kind: "table", options: { x: "1" } } }],
    ["select * from t tablesample (25 percent) repeatable (7)", { input: { kind: "sample", upper: 0.25, seed: 7n } }],
    ["select * from t tablesample (5 rows)", { input: { kind: "limit" } }],
    [
      "select /*+ broadcast(t), coalesce(1) */ a from t",
      { kind: "hint", name: "broadcast", input: { kind: "hint", name: "coalesce" } },
    ],
    [
      "values (1, 2), (3, 4)",
      {
        kind: "values",
        rows: [
          [{ value: 1 }, { value: 2 }],
          [{ value: 3 }, { value: 4 }],
        ],
      },
    ],
    // A struct that is called by name is one column; what is written as a row is as many as it has values.
    ["values (named_struct('a', 1))", { rows: [[{ kind: "call", name: "named_struct" }]] }],
    ["values (struct(1, 2))", { rows: [[{ value: 1 }, { value: 2 }]] }],
    ["from t select a", { kind: "project", expressions: [a] }],
    ["table t", table("t")],
    [
      "select * from t pivot (sum(a) for a in (1 as one, 2))",
      {
        input: {
          grouping: { type: "pivot", column: a, implicitKeys: true, values: [{ kind: "alias" }, { value: 2 }] },
        },
      },
    ],
    [
      "select * from t unpivot (v for n in (a as x))",
      { input: { kind: "unpivot", implicitIds: true, variableName: "n", valueNames: ["v"], excludeNulls: true } },
    ],
    [
      "from t |> where a |> aggregate sum(a) group by a |> limit 1",
      { kind: "limit", input: { kind: "aggregate", keys: [a], includeKeys: true } },
    ],
    [
      "from t |> extend a as b |> drop a |> as u |> join v on a",
      {
        kind: "join",
        left: {
          kind: "alias",
          name: "u",
          input: { kind: "project", expressions: [{ kind: "star", except: [["a"]] }] },
        },
      },
    ],
  ])("%s", (text, plan) => expect(parseQuery(text)).toMatchObject(plan));

  test("windows of the WINDOW clause stand where they are named", () => {
    const plan = parseQuery(
      "select sum(a) over w, (select max(a) over (v) from t) from t window v as (order by a), w as v",
    );
    const orderBy = [{ child: a }];
    expect(plan).toMatchObject({
      expressions: [{ kind: "window", orderBy }, { plan: { expressions: [{ orderBy }] } }],
    });
    const unknown = () => parseQuery("select sum(a) over w from t");
    expect(unknown).toThrow(expect.objectContaining({ condition: "MISSING_WINDOW_SPECIFICATION" }));
  });
});

describe("statements", () => {
  test.each<[string, object]>([
    ["select 1", { kind: "query" }],
    [
      "create or replace temp view v as select 1 -- one",
      { kind: "createView", name: ["v"], scope: "local", replace: true, text: "select 1" },
    ],
    [
      "create global temporary view v (x comment 'c', y) comment 'd' as select 1, 2",
      { scope: "global", columns: [{ name: "x", comment: "c" }, { name: "y" }], comment: "d" },
    ],
    [
      "create temp view v (x int) using csv options (header true)",
      { kind: "createFileView", global: false, format: "csv", options: { header: "true" } },
    ],
    ["create global temporary view v using json", { kind: "createFileView", global: true }],
    [
      "create table if not exists d.t using parquet location '/x' partitioned by (a) as select 1",
      {
        kind: "createTable",
        name: ["d", "t"],
        ifNotExists: true,
        format: "parquet",
        location: "/x",
        partitionedBy: ["a"],
        plan: { kind: "project" },
      },
    ],
    [
      "create table t (a int not null, b array<string>)",
      { schema: { fields: [{ name: "a", nullable: false }, { name: "b" }] } },
    ],
    ["drop table if exists t", { kind: "drop", object: "table", ifExists: true }],
    ["drop view v;", { kind: "drop", object: "view", name: ["v"], ifExists: false }],
    [
      "insert into t (a, b) values (1, 2)",
      { kind: "insert", overwrite: false, columns: ["a", "b"], plan: { kind: "values" } },
    ],
    ["insert overwrite table t select 1", { kind: "insert", table: ["t"], overwrite: true }],
    ["SET spark.x = file:///a b ", { kind: "set", key: "spark.x", value: "file:///a b" }],
    ["set `a-b`=`c d`;", { kind: "set", key: "a-b", value: "c d" }],
    ["-- one\n/* two */ set a.b=1", { kind: "set", key: "a.b", value: "1" }],
    ["set", { kind: "set", verbose: false }],
    ["set -v", { kind: "set", verbose: true }],
    ["set spark.x", { kind: "set", key: "spark.x" }],
    ["set time zone 'Europe/London'", { kind: "setTimeZone", zone: "Europe/London" }],
    ["reset spark.x", { kind: "reset", key: "spark.x" }],
    ["show tables in d like 'a*'", { kind: "show", object: "tables", namespace: ["d"], pattern: "a*" }],
    ["show columns from t in d", { kind: "showTable", what: "columns", table: ["d", "t"] }],
    ["desc extended t", { kind: "describe", table: ["t"], extended: true }],
    ["describe query select 1", { kind: "describeQuery", plan: { kind: "project" } }],
    ["describe t a.b", { kind: "describe", column: ["a", "b"] }],
    ["explain formatted drop view v", { kind: "explain", mode: "formatted", statement: { kind: "drop" } }],
    ["use database d", { kind: "use", name: ["d"] }],
    ["cache lazy table t as select 1", { kind: "cache", lazy: true, plan: { kind: "project" } }],
    ["uncache table if exists t", { kind: "uncache", ifExists: true }],
    ["clear cache", { kind: "clearCache" }],
    ["refresh table t", { kind: "refresh", table: ["t"] }],
  ])("%s", (text, statement) => expect(parseStatement(text)).toMatchObject(statement));
});

describe("errors", () => {
  test("a syntax error is drawn below its line", () => {
    const text = "select a\nfrom t where\n  a > > 1";
    expect(() => parseQuery(text)).toThrow(
      "[PARSE_SYNTAX_ERROR] Syntax error at or near '>'. SQLSTATE: 42601 (line 3, pos 6)\n\n== SQL ==\n" +
        "select a\nfrom t where\n  a > > 1\n------^^^\n",
    );
    expect(() => parseQuery(text)).toThrow(
      expect.objectContaining({ context: { fragment: ">", startIndex: 28, stopIndex: 28, line: 3, position: 6 } }),
    );
  });

  test("a phrase is underlined", () => {
    expect(() => parseQuery("select date 'x'")).toThrow(
      "\n== SQL (line 1, position 8) ==\nselect date 'x'\n       ^^^^^^^^\n",
    );
  });

  test("the end of the text and its absence", () => {
    expect(() => parseQuery("select 1 +")).toThrow(
      "Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 10)",
    );
    expect(() => parseQuery("  ")).toThrow(expect.objectContaining({ condition: "PARSE_EMPTY_STATEMENT" }));
  });
});

test("multi-part names", () => {
  expect(parseMultipartIdentifier("a.`b.c`.d")).toEqual(["a", "b.c", "d"]);
  expect(() => parseMultipartIdentifier("a b")).toThrow("near 'b'");
});

describe("QUALIFY", () => {
  test.each([
    "SELECT a FROM t QUALIFY row_number() OVER w = 1 WINDOW w AS (ORDER BY a)",
    "SELECT a FROM t WINDOW w AS (ORDER BY a) QUALIFY row_number() OVER w = 1",
  ])("filters what the SELECT gives: %s", (sql) => {
    expect(parseQuery(sql)).toMatchObject({ kind: "filter", qualify: true, input: { kind: "project" } });
  });

  test("may be the name of a table", () => {
    expect(parseQuery("SELECT a FROM t qualify")).toMatchObject({ input: { kind: "alias", name: "qualify" } });
  });
});

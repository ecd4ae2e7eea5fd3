import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { tableFromIPC } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { randomId } from "../common/index.ts";
import {
  type CommandSchema,
  directTransport,
  ExecutePlanRequestSchema,
  InterruptRequest_InterruptType as InterruptType,
  type Relation,
  type RelationSchema,
  SparkConnectService,
} from "../protocol/index.ts";
import { EmbeddedEngine, sparkConnectService } from "./index.ts";

let engine: EmbeddedEngine;
let sessionId: string;
let printed: string[];
const userContext = { userId: "tester" };

beforeEach(async () => {
  printed = [];
  engine = await EmbeddedEngine.open({ print: (text) => void printed.push(text) });
  sessionId = randomId();
});
afterEach(() => engine.close());

const client = () =>
  createClient(SparkConnectService, directTransport(SparkConnectService, sparkConnectService(engine)));
const common = () => ({ sessionId, userContext });
const sqlRelation = (query: string) => ({ relType: { case: "sql", value: { query } } }) as const;
type Command = NonNullable<NonNullable<Parameters<typeof create<typeof CommandSchema>>[1]>["commandType"]>;

async function run(commandType: Command, options: { tags?: string[]; operationId?: string } = {}) {
  const answers = [];
  const request = create(ExecutePlanRequestSchema, {
    ...common(),
    ...options,
    plan: { opType: { case: "command", value: { commandType } } },
  });
  for await (const answer of client().executePlan(request)) answers.push(answer);
  return answers;
}

const rows = (query: string) => collect(sqlRelation(query));

async function collect(relation: MessageInitShape<typeof RelationSchema>) {
  const answers = [];
  for await (const answer of client().executePlan({
    ...common(),
    plan: { opType: { case: "root", value: relation } },
  })) {
    answers.push(answer);
  }
  return answers;
}

describe("ExecutePlan", () => {
  test("mergeInto is refused with the whole name of the table, and before that what is wrong with the call", async () => {
    await run({ case: "sqlCommand", value: { input: sqlRelation("CREATE TABLE merged (id INT) USING parquet") } });
    const merge = (targetTableName: string, more: object = {}) =>
      run({
        case: "mergeIntoTableCommand",
        value: {
          targetTableName,
          sourceTablePlan: sqlRelation("SELECT 1 AS id"),
          matchActions: [{ exprType: { case: "literal", value: { literalType: { case: "boolean", value: true } } } }],
          ...more,
        } as never,
      });
    await expect(merge("Merged")).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE.TABLE_OPERATION",
      kind: "unsupported",
      messageParameters: { tableName: "`spark_catalog`.`default`.`merged`", operation: "MERGE INTO TABLE" },
    });
    await expect(merge("nosuch")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await expect(merge("not a name")).rejects.toMatchObject({ condition: "PARSE_SYNTAX_ERROR" });
    await expect(merge("merged", { matchActions: [] })).rejects.toMatchObject({
      condition: "NO_MERGE_ACTION_SPECIFIED",
    });
    const stream = {
      relType: {
        case: "read",
        value: { isStreaming: true, readType: { case: "dataSource", value: { format: "rate" } } },
      },
    };
    await expect(merge("merged", { sourceTablePlan: stream })).rejects.toMatchObject({
      condition: "CALL_ON_STREAMING_DATASET_UNSUPPORTED",
      messageParameters: { methodName: "`mergeInto`" },
    });
  });

  test("computes statistics of columns as Spark does: what is missing counts as zero, or not at all", async () => {
    const input = sqlRelation(
      "SELECT * FROM VALUES (1, 12, 'a'), (10, 1, 'b'), (19, 8, ''), (NULL, 4, 'c'), (7, 7, 'd') AS t(a, b, s)",
    );
    const of = async (relType: NonNullable<Relation["relType"]>, shown: string) => {
      const view = { input: { relType }, name: "statistic", replace: true } as never;
      await run({ case: "createDataframeView", value: view });
      const answers = await rows(`SELECT ${shown} FROM statistic`);
      const batch = answers.flatMap(({ responseType }) =>
        responseType.case === "arrowBatch" ? [responseType.value.data] : [],
      )[0]!;
      return tableFromIPC(batch).getChildAt(0)!.get(0) as unknown;
    };
    const pair = { input, col1: "a", col2: "b" } as never;
    // The expected values are those of Spark 4.3.0.
    expect(await of({ case: "cov", value: pair }, "cov")).toBeCloseTo(-3.45, 12);
    expect(await of({ case: "corr", value: pair }, "corr")).toBeCloseTo(-0.10771314258300418, 12);
    const quantiles = { input, cols: ["a", "b"], probabilities: [0, 0.25, 0.5, 0.75, 1], relativeError: 0 } as never;
    expect(await of({ case: "approxQuantile", value: quantiles }, "CAST(approx_quantile AS STRING)")).toBe(
      "[[1.0, 1.0, 7.0, 10.0, 19.0], [1.0, 4.0, 7.0, 8.0, 12.0]]",
    );
    const text = { input, col1: "a", col2: "s" } as never;
    await expect(of({ case: "cov", value: text }, "*")).rejects.toMatchObject({ condition: "STATISTIC_NOT_NUMERIC" });
    const wrong = { input, cols: ["a"], probabilities: [1.5], relativeError: 0 } as never;
    await expect(of({ case: "approxQuantile", value: wrong }, "*")).rejects.toThrow("probabilities");
  });

  test("tells what the plan has observed, before the end", async () => {
    const metric = (functionName: string, column: string) => {
      const argument = { exprType: { case: "unresolvedAttribute", value: { unparsedIdentifier: column } } } as const;
      const call = { case: "unresolvedFunction", value: { functionName, arguments: [argument] } } as const;
      return { exprType: call };
    };
    const input = sqlRelation("SELECT id, struct(id AS n, 'x' AS t) AS s, array(id) AS l FROM range(3)");
    const metrics = [metric("max", "id"), metric("max", "s"), metric("min", "l"), metric("count", "id")];
    const value = { input, name: "seen", metrics };
    const root = { common: { planId: 7n }, relType: { case: "collectMetrics", value } } as const;
    const answers = [];
    const plan = { opType: { case: "root", value: root } } as never;
    for await (const answer of client().executePlan({ ...common(), plan })) answers.push(answer);
    expect(answers.at(-1)?.responseType.case).toBe("resultComplete");
    const [observed] = answers.at(-2)!.observedMetrics;
    expect(observed).toMatchObject({ name: "seen", planId: 7n, keys: ["max(id)", "max(s)", "min(l)", "count(id)"] });
    expect(observed!.values.map((one) => one.literalType)).toMatchObject([
      { case: "long", value: 2n },
      {
        case: "struct",
        value: { elements: [{ literalType: { case: "long", value: 2n } }, { literalType: { value: "x" } }] },
      },
      { case: "array", value: { elements: [{ literalType: { case: "long", value: 0n } }] } },
      { case: "long", value: 3n },
    ]);
  });

  test("answers with the schema, a record batch for each piece, and the end", async () => {
    await client().config({
      ...common(),
      operation: {
        opType: {
          case: "set",
          value: { pairs: [{ key: "spark.sql.execution.arrow.maxRecordsPerBatch", value: "2" }] },
        },
      },
    });
    const answers = await rows("SELECT id FROM range(5)");
    expect(answers.map((answer) => answer.responseType.case)).toEqual([
      "arrowBatch",
      "arrowBatch",
      "arrowBatch",
      "resultComplete",
    ]);
    expect(answers[0]?.schema?.kind.case).toBe("struct");
    const batches = answers.flatMap(({ responseType }) =>
      responseType.case === "arrowBatch" ? [responseType.value] : [],
    );
    expect(batches.map((batch) => [batch.rowCount, batch.startOffset])).toEqual([
      [2n, 0n],
      [2n, 2n],
      [1n, 4n],
    ]);
    expect(new Set(answers.map((answer) => answer.responseId)).size).toBe(answers.length);
    expect(new Set(answers.map((answer) => answer.serverSideSessionId)).size).toBe(1);
  });

  test("a part that no date has is refused with the name as it was written", async () => {
    await expect(rows("SELECT date_part('Foo', DATE'2020-01-01')")).rejects.toMatchObject({
      name: "AnalysisException",
      condition: "INVALID_EXTRACT_FIELD",
      sqlState: "42601",
      messageParameters: { field: "`Foo`", expr: `"DATE '2020-01-01'"` },
    });
  });

  test("what is nested too deeply is refused by name, to be run or to be asked about", async () => {
    const deep = `SELECT ${Array(100_000).fill("1").join("+")} AS a`;
    await expect(rows(deep)).rejects.toMatchObject({ condition: "FAILED_TO_PARSE_TOO_COMPLEX", sqlState: "54001" });
    const plan = { opType: { case: "root", value: sqlRelation(deep) } } as const;
    const schema = client().analyzePlan({ ...common(), analyze: { case: "schema", value: { plan } } });
    await expect(schema).rejects.toMatchObject({ condition: "FAILED_TO_PARSE_TOO_COMPLEX" });
  });

  test("what fails while rows are computed tells its place where only one can have failed", async () => {
    const placeOf = async (query: string) => {
      const error = await rows(query).then(
        () => undefined,
        (reason: { condition: string; context?: { fragment: string }; message: string }) => reason,
      );
      return [error?.condition, error?.context?.fragment];
    };
    expect(await placeOf("SELECT 1 + (4 / (2 - 2)) AS x")).toEqual(["DIVIDE_BY_ZERO", "4 / (2 - 2)"]);
    expect(await placeOf("SELECT 1 / id, 1 / (id - 1) FROM range(2)")).toEqual(["DIVIDE_BY_ZERO", undefined]);
    expect(await placeOf("SELECT CAST('abc' AS INT)")).toEqual(["CAST_INVALID_INPUT", "CAST('abc' AS INT)"]);
    expect(await placeOf("SELECT CAST('1' AS INT) + CAST('x' AS INT)")).toEqual(["CAST_INVALID_INPUT", undefined]);
    expect(await placeOf("SELECT 2147483647 + 1")).toEqual(["ARITHMETIC_OVERFLOW", "2147483647 + 1"]);
    expect(await placeOf("SELECT array(1, 2)[5]")).toEqual(["INVALID_ARRAY_INDEX", "array(1, 2)[5]"]);
    await expect(rows("SELECT 1 / 0")).rejects.toThrow(
      /SQLSTATE: 22012\n== SQL \(line 1, position 8\) ==\nSELECT 1 \/ 0\n {7}\^{5}\n/,
    );
  });

  test("rows that are shown, or written, fail with the place in the query as those that are collected", async () => {
    const input = sqlRelation("SELECT 7 % (id - id) AS x FROM range(1)");
    const place = { condition: "REMAINDER_BY_ZERO", context: { fragment: "7 % (id - id)" } };
    const shown = collect({ relType: { case: "showString", value: { input, numRows: 1 } } });
    await expect(shown).rejects.toMatchObject(place);
    const write = { input, source: "noop", mode: 2 };
    await expect(run({ case: "writeOperation", value: write })).rejects.toMatchObject(place);
  });

  test("an empty result is one empty batch", async () => {
    const answers = await rows("SELECT 1 AS a WHERE false");
    const batches = answers.flatMap(({ responseType }) =>
      responseType.case === "arrowBatch" ? [responseType.value.rowCount] : [],
    );
    expect(batches).toEqual([0n]);
  });

  test("what the engine cannot run is named, with the way out", async () => {
    await expect(run({ case: "mlCommand", value: {} })).rejects.toThrow(/UNSUPPORTED_FEATURE.*mlCommand.*sc:\/\//);
    await expect(run({ case: undefined })).rejects.toMatchObject({ condition: "UNSUPPORTED_FEATURE.MILLRACE" });
    const empty = client().executePlan(common());
    await expect(empty[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      condition: "CONNECT_INVALID_PLAN.ASSERTION_FAILURE",
    });
  });

  test("interrupts by operation, by tag and altogether stop a running query", async () => {
    const slow = "SELECT sum(a.id * b.id) FROM range(3000000) a CROSS JOIN range(1000000) b";
    for (const target of ["operation", "tag", "all"] as const) {
      const operationId = randomId();
      const running = (async () => {
        const plan = { opType: { case: "root", value: sqlRelation(slow) } } as const;
        for await (const _ of client().executePlan({ ...common(), plan, operationId, tags: ["slow"] }));
      })();
      const what = {
        operation: {
          interruptType: InterruptType.OPERATION_ID,
          interrupt: { case: "operationId" as const, value: operationId },
        },
        tag: { interruptType: InterruptType.TAG, interrupt: { case: "operationTag" as const, value: "slow" } },
        all: { interruptType: InterruptType.ALL },
      }[target];
      let stopped: string[] = [];
      while (stopped.length === 0) {
        await new Promise(setImmediate);
        stopped = (await client().interrupt({ ...common(), ...what })).interruptedIds;
      }
      expect(stopped).toEqual([operationId]);
      await expect(running).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    }
  });
});

describe("statements", () => {
  const said = async (query: string) => {
    const [answer] = await run({ case: "sqlCommand", value: { input: sqlRelation(query) } });
    return answer?.responseType.case === "sqlCommandResult" ? answer.responseType.value.relation : undefined;
  };

  test("a query comes back to be run later, and is refused now where it is wrong", async () => {
    expect((await said("SELECT 1"))?.relType.case).toBe("sql");
    await expect(said("SELECT nowhere")).rejects.toMatchObject({ condition: "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION" });
  });

  test("views, settings, listings, descriptions", async () => {
    await said("CREATE OR REPLACE TEMP VIEW v(x, y) AS SELECT 1, 'a'");
    expect((await said("SHOW TABLES"))?.relType.case).toBe("cachedRemoteRelation");
    await expect(said("CREATE TEMP VIEW v AS SELECT 2")).rejects.toMatchObject({
      condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
    });
    await said("SET spark.sql.session.timeZone = Europe/Berlin");
    await said("SET TIME ZONE 'UTC'");
    for (const query of [
      "SHOW DATABASES",
      "SHOW VIEWS",
      "SHOW CATALOGS",
      "SHOW FUNCTIONS LIKE 'su*'",
      "DESCRIBE v",
      "DESCRIBE QUERY SELECT 1 AS a",
      "SHOW COLUMNS IN v",
      "EXPLAIN SELECT 1",
      "SET",
      "SET spark.sql.ansi.enabled",
      "RESET",
      "USE default",
      "CACHE TABLE v",
      "UNCACHE TABLE v",
      "CLEAR CACHE",
      "REFRESH TABLE v",
    ]) {
      expect(await said(query), query).toBeDefined();
    }
    await said("DROP VIEW v");
    await expect(said("DROP VIEW v")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await said("DROP VIEW IF EXISTS v");
    await expect(said("INSERT INTO t VALUES (1)")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await expect(said("CREATE MATERIALIZED VIEW v AS SELECT 1")).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE.MILLRACE",
    });
  });
});

describe("settings", () => {
  const config = async (
    opType: NonNullable<Parameters<ReturnType<typeof client>["config"]>[0]["operation"]>["opType"],
  ) =>
    (await client().config({ ...common(), operation: { opType: opType! } })).pairs.map(({ key, value }) => [
      key,
      value,
    ]);

  test("what is set holds, what is not has its default or is refused", async () => {
    expect(await config({ case: "get", value: { keys: ["spark.sql.ansi.enabled"] } })).toEqual([
      ["spark.sql.ansi.enabled", "true"],
    ]);
    await config({ case: "set", value: { pairs: [{ key: "my.key", value: "1" }] } });
    expect(await config({ case: "getOption", value: { keys: ["my.key", "my.other"] } })).toEqual([
      ["my.key", "1"],
      ["my.other", undefined],
    ]);
    expect(await config({ case: "getWithDefault", value: { pairs: [{ key: "my.other", value: "d" }] } })).toEqual([
      ["my.other", "d"],
    ]);
    expect(await config({ case: "getAll", value: { prefix: "my." } })).toEqual([["key", "1"]]);
    await config({ case: "unset", value: { keys: ["my.key"] } });
    await expect(config({ case: "get", value: { keys: ["my.key"] } })).rejects.toMatchObject({
      condition: "SQL_CONF_NOT_FOUND",
    });
    expect(
      await config({ case: "isModifiable", value: { keys: ["spark.sql.ansi.enabled", "spark.master", "no"] } }),
    ).toEqual([
      ["spark.sql.ansi.enabled", "true"],
      ["spark.master", "false"],
      ["no", "false"],
    ]);
  });

  test("values that make no sense and fixed settings are refused, unless the client says to be silent", async () => {
    const set = (key: string, value: string, silent = false) =>
      config({ case: "set", value: { pairs: [{ key, value }], silent } });
    const refused = [
      ["spark.sql.session.timeZone", "Mars/Phobos", "TIME_ZONE", {}],
      ["spark.sql.ansi.enabled", "maybe", "TYPE_MISMATCH", { confType: "boolean" }],
      ["spark.sql.shuffle.partitions", "x", "TYPE_MISMATCH", { confType: "int" }],
      ["spark.sql.execution.arrow.maxRecordsPerBatch", "9999999999", "TYPE_MISMATCH", { confType: "int" }],
      ["spark.sql.session.localRelationSizeLimit", "1.5", "TYPE_MISMATCH", { confType: "long" }],
      ["spark.sql.shuffle.partitions", "-1", "REQUIREMENT", {}],
      ["spark.sql.timestampType", "x", "OUT_OF_RANGE_OF_OPTIONS", { confOptions: "TIMESTAMP_NTZ, TIMESTAMP_LTZ" }],
    ] as const;
    for (const [key, value, reason, parameters] of refused) {
      await expect(set(key, value), key).rejects.toMatchObject({
        condition: `INVALID_CONF_VALUE.${reason}`,
        messageParameters: { confName: key, confValue: value, ...parameters },
      });
      await expect(config({ case: "getWithDefault", value: { pairs: [{ key, value }] } })).rejects.toThrow(reason);
    }
    await set("spark.sql.ansi.enabled", " FALSE ");
    await set("spark.sql.sources.partitionOverwriteMode", "dynamic");
    await expect(set("spark.master", "yarn")).rejects.toMatchObject({ condition: "CANNOT_MODIFY_STATIC_CONFIG" });
    await set("spark.master", "yarn", true);
    await expect(config({ case: "unset", value: { keys: ["spark.master"] } })).rejects.toMatchObject({
      condition: "CANNOT_MODIFY_STATIC_CONFIG",
    });
  });
});

describe("sessions", () => {
  test("see nothing of each other, and are known again by their ids", async () => {
    await run({
      case: "createDataframeView",
      value: { input: sqlRelation("SELECT 1 AS a"), name: "mine", replace: true },
    });
    const [first] = await rows("SELECT * FROM mine");
    sessionId = randomId();
    await expect(rows("SELECT * FROM mine")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    const wrong = client().analyzePlan({
      ...common(),
      clientObservedServerSideSessionId: first!.serverSideSessionId,
      analyze: { case: "sparkVersion", value: {} },
    });
    await expect(wrong).rejects.toMatchObject({ condition: "INVALID_HANDLE.SESSION_CHANGED" });
    const bad = client().analyzePlan({ sessionId: "1", userContext, analyze: { case: "sparkVersion", value: {} } });
    await expect(bad).rejects.toMatchObject({ condition: "INVALID_HANDLE.FORMAT" });
  });

  test("a released session is gone with its views", async () => {
    await run({
      case: "createDataframeView",
      value: { input: sqlRelation("SELECT 1 AS a"), name: "mine", replace: true },
    });
    await client().releaseSession({ ...common(), allowReconnect: true });
    await expect(rows("SELECT * FROM mine")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await client().releaseSession(common());
    await expect(rows("SELECT 1")).rejects.toMatchObject({ condition: "INVALID_HANDLE.SESSION_CLOSED" });
  });
});

test("AnalyzePlan answers every question that has an answer here", async () => {
  const plan = { opType: { case: "root", value: sqlRelation("SELECT 1 AS a, 'x' AS b") } } as const;
  const relation = plan.opType.value;
  const ask = async (analyze: Parameters<ReturnType<typeof client>["analyzePlan"]>[0]["analyze"]) =>
    (await client().analyzePlan({ ...common(), analyze: analyze! })).result;
  expect((await ask({ case: "schema", value: { plan } })).case).toBe("schema");
  expect((await ask({ case: "treeString", value: { plan } })).value).toMatchObject({
    treeString: "root\n |-- a: integer (nullable = false)\n |-- b: string (nullable = false)\n",
  });
  expect((await ask({ case: "explain", value: { plan, explainMode: 2 } })).value).toMatchObject({
    explainString: expect.stringContaining("Physical Plan"),
  });
  expect((await ask({ case: "isLocal", value: { plan } })).value).toMatchObject({ isLocal: false });
  expect((await ask({ case: "isStreaming", value: { plan } })).value).toMatchObject({ isStreaming: false });
  expect((await ask({ case: "sparkVersion", value: {} })).value).toMatchObject({ version: "4.3.0" });
  expect((await ask({ case: "ddlParse", value: { ddlString: "a INT, b STRING" } })).case).toBe("ddlParse");
  expect((await ask({ case: "ddlParse", value: { ddlString: "decimal(10,2)" } })).value).toMatchObject({
    parsed: { kind: { case: "decimal" } },
  });
  expect((await ask({ case: "sameSemantics", value: { targetPlan: plan, otherPlan: plan } })).value).toMatchObject({
    result: true,
  });
  expect((await ask({ case: "semanticHash", value: { plan } })).case).toBe("semanticHash");
  for (const question of ["persist", "unpersist", "getStorageLevel"] as const) {
    expect((await ask({ case: question, value: { relation } })).case).toBe(question);
  }
  expect(
    (
      await ask({
        case: "jsonToDdl",
        value: { jsonString: '{"type":"struct","fields":[{"name":"a","type":"long","nullable":true,"metadata":{}}]}' },
      })
    ).value,
  ).toMatchObject({ ddlString: expect.stringMatching(/^a BIGINT/) });
  expect(await ask({ case: "inputFiles", value: { plan } })).toMatchObject({ value: { files: [] } });
});

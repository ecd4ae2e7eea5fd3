import { toJson } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { Table, tableFromIPC, tableToIPC, vectorFromArray } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  CommandSchema,
  type ConfigRequest,
  directTransport,
  type ExecutePlanRequest,
  type ExecutePlanResponseSchema,
  lookUpLocalFunction,
  RelationSchema,
  SparkConnectService,
  StreamingQueryEventType,
} from "../protocol/index.ts";
import { parseDdl, type StructType } from "../types/index.ts";
import { encodeRows } from "./client/encode.ts";
import { type Connection, col, type DataFrame, functions as F, SparkSession, setEmbeddedConnector } from "./index.ts";
import { dataTypeMessage } from "./plan/data-type-message.ts";
import type { MessageInit } from "./plan/message-init.ts";

type Response = NonNullable<MessageInit<typeof ExecutePlanResponseSchema>["responseType"]>;

/** A Spark Connect service that remembers what it was asked, and says what the test tells it to. */
class Server {
  readonly plans: ExecutePlanRequest[] = [];
  readonly configs: ConfigRequest[] = [];
  readonly settings: Record<string, string>[] = [];
  closed = 0;
  answers: (request: ExecutePlanRequest) => AsyncIterable<Response> | Iterable<Response> = () => [];
  rows: { ddl: string; rows: unknown[] } = { ddl: "value BIGINT", rows: [[7n]] };

  service(): Partial<ServiceImpl<typeof SparkConnectService>> {
    const session = (sessionId: string) => ({ sessionId, serverSideSessionId: "server" });
    const server = this;
    return {
      async *executePlan(request) {
        server.plans.push(request);
        const common = session(request.sessionId);
        if (request.plan?.opType.case === "root") {
          const schema = parseDdl(server.rows.ddl) as StructType;
          const data = (await encodeRows(server.rows.rows, schema)) as Uint8Array<ArrayBuffer>;
          const rowCount = BigInt(server.rows.rows.length);
          yield { ...common, schema: dataTypeMessage(schema) };
          yield { ...common, responseType: { case: "arrowBatch", value: { data, rowCount } } };
        } else for await (const responseType of server.answers(request)) yield { ...common, responseType };
        yield { ...common, responseType: { case: "resultComplete", value: {} } };
      },
      analyzePlan({ sessionId, analyze }) {
        const value = {
          version: "4.3.0",
          isStreaming: true,
          schema: dataTypeMessage(parseDdl("a INT")),
          explainString: "plan",
          files: ["f"],
          storageLevel: { useMemory: true },
          result: analyze.case === "semanticHash" ? 5 : true,
        };
        return { ...session(sessionId), result: { case: analyze.case, value } as never };
      },
      config(request) {
        server.configs.push(request);
        return { ...session(request.sessionId), pairs: [{ key: "k", value: "true" }] };
      },
      cloneSession: ({ sessionId, newSessionId }) => ({ ...session(sessionId), newSessionId: newSessionId ?? "clone" }),
      interrupt: ({ sessionId }) => ({ ...session(sessionId), interruptedIds: ["op"] }),
      releaseSession: ({ sessionId }) => session(sessionId),
    };
  }

  /** The last command as JSON. */
  get command(): unknown {
    const opType = this.plans.at(-1)?.plan?.opType;
    return opType?.case === "command" ? toJson(CommandSchema, opType.value) : undefined;
  }
  /** The last relation as JSON. */
  get root(): unknown {
    const opType = this.plans.at(-1)?.plan?.opType;
    return opType?.case === "root" ? toJson(RelationSchema, opType.value) : undefined;
  }
}

let server: Server;
beforeEach(() => {
  server = new Server();
  vi.stubEnv("SPARK_REMOTE", undefined);
  setEmbeddedConnector(async (settings) => {
    server.settings.push(settings);
    const transport = directTransport(SparkConnectService, server.service());
    const connect = (sessionId?: string): Connection => ({
      transport,
      embedded: true,
      userId: "",
      ...(sessionId !== undefined && { sessionId }),
      fork: connect,
      close: () => void server.closed++,
    });
    return connect();
  });
});
afterEach(async () => {
  await SparkSession.getActiveSession()?.stop();
  setEmbeddedConnector(undefined);
  vi.unstubAllEnvs();
});

const open = () => SparkSession.builder.getOrCreate();

describe("sessions beside a session", () => {
  it("are new ones or clones, and end by themselves", async () => {
    const spark = await open();
    const other = await spark.newSession();
    expect(other.sessionId).not.toBe(spark.sessionId);
    expect((await spark.cloneSession()).sessionId).toBe("clone");
    expect((await spark.cloneSession("mine")).sessionId).toBe("mine");
    expect(SparkSession.getActiveSession()).toBe(spark);
    await other.stop();
    expect([other.isStopped, spark.isStopped]).toEqual([true, false]);
    await spark.stop();
    await expect(spark.newSession()).rejects.toMatchObject({ condition: "SESSION_STOPPED" });
    await expect(spark.cloneSession()).rejects.toMatchObject({ condition: "SESSION_STOPPED" });
  });
});

describe("the builder", () => {
  it("gives the active session again, with new settings, until it is stopped", async () => {
    const spark = await SparkSession.builder.appName("a").master("local[2]").config({ x: 1 }).getOrCreate();
    expect(server.settings).toEqual([{ "spark.app.name": "a", x: "1" }]);
    expect(await SparkSession.builder.config("y", true).getOrCreate()).toBe(spark);
    expect(server.configs.at(-1)?.operation?.opType).toMatchObject({
      case: "set",
      value: { silent: true, pairs: [{ key: "y", value: "true" }] },
    });
    await spark.stop();
    await spark.stop();
    expect(server.closed).toBe(1);
    expect(await open()).not.toBe(spark);
  });

  it("ends the session with `await using`", async () => {
    const spark = await SparkSession.builder.create();
    await spark[Symbol.asyncDispose]();
    expect(spark.client.isClosed).toBe(true);
  });

  it("refuses what it cannot start", async () => {
    setEmbeddedConnector(undefined);
    await expect(open()).rejects.toMatchObject({ condition: "NO_EMBEDDED_ENGINE" });
    const both = SparkSession.builder.master("local").remote("sc://h");
    await expect(both.getOrCreate()).rejects.toMatchObject({ condition: "CANNOT_CONFIGURE_SPARK_CONNECT_MASTER" });
    await expect(SparkSession.builder.master("yarn").getOrCreate()).rejects.toThrow(/'yarn'/);
    vi.stubEnv("SPARK_REMOTE", "sc://");
    await expect(open()).rejects.toMatchObject({ condition: "INVALID_CONNECT_URL" });
  });
});

describe("a session", () => {
  it("sends SQL with arguments by name and by position, and with frames", async () => {
    const spark = await open();
    server.answers = () => [
      { case: "sqlCommandResult", value: { relation: { relType: { case: "sql", value: { query: "q" } } } } },
    ];
    const result = await spark.sql("SELECT :a", { a: 1 });
    expect(server.command).toMatchObject({
      sqlCommand: { input: { sql: { query: "SELECT :a", namedArguments: { a: { literal: { integer: 1 } } } } } },
    });
    // The frame has a number of its own, so that columns can refer to it.
    expect(result.relation.common?.planId).toBeTypeOf("bigint");
    await spark.sql("SELECT * FROM {t} WHERE a = ?", [col("b")], { t: spark.range(1) });
    expect(server.command).toMatchObject({
      sqlCommand: {
        input: {
          withRelations: {
            root: {
              sql: {
                query: expect.stringMatching(/^SELECT \* FROM _millrace_frame_\d+ WHERE a = \?$/),
                posArguments: [{ unresolvedAttribute: {} }],
              },
            },
            references: [{ subqueryAlias: { alias: expect.stringMatching(/^_millrace_frame_\d+$/) } }],
          },
        },
      },
    });
  });

  it("makes frames of objects, tuples, Arrow tables and Arrow bytes", async () => {
    const spark = await open();
    const local = async (df: DataFrame) => {
      const { relType } = df.relation;
      if (relType.case !== "localRelation") throw new Error(`a ${relType.case}`);
      const { data, schema } = relType.value;
      return {
        rows:
          data &&
          tableFromIPC(data)
            .toArray()
            .map((row) => ({ ...row })),
        schema,
      };
    };
    const ddl = "a BIGINT, b STRING";
    const objects = await local(await spark.createDataFrame([{ a: 1, b: "x" }]));
    expect(objects.rows).toEqual([{ a: 1n, b: "x" }]);
    expect(objects.schema).toContain('"long"');
    const tuples = function* () {
      yield [1n, "x"];
    };
    expect((await local(await spark.createDataFrame(tuples(), ddl))).rows).toEqual([{ a: 1n, b: "x" }]);
    expect((await local(await spark.createDataFrame([[true]], ["flag"]))).rows).toEqual([{ flag: true }]);
    expect((await local(await spark.createDataFrame([], ddl))).rows).toBeUndefined();
    expect((await local(await spark.createDataFrame([[1, 2]], ["a"]))).rows).toEqual([{ a: 1n, _2: 2n }]);
    for (const [rows, schema, length] of [
      [[[1]], ["a", "b"], "1"],
      [[[1, 2], [1]], ["a", "b"], "1"],
      [[[1n]], ddl, "1"],
      [[[1n, "x", 2]], ddl, "3"],
      [[{ a: 1 }], ["a", "b"], "1"],
    ] as const) {
      await expect(spark.createDataFrame(rows as Iterable<unknown>, schema as string)).rejects.toMatchObject({
        condition: "AXIS_LENGTH_MISMATCH",
        messageParameters: { expected_length: "2", actual_length: length },
      });
    }
    const table = new Table({ a: vectorFromArray([1.5, 2.5]) });
    expect((await local(await spark.createDataFrame(table))).rows).toEqual([{ a: 1.5 }, { a: 2.5 }]);
    expect((await local(await spark.createDataFrame(tableToIPC(table, "file")))).rows).toHaveLength(2);
  });

  it("passes on tags, interrupts, settings and the version", async () => {
    const spark = await open();
    spark.addTag("t");
    await spark.range(1).collect();
    expect(server.plans.at(-1)?.tags).toEqual(["t"]);
    const running = spark.range(2).collect();
    spark.removeTag("t");
    expect(spark.getTags()).toEqual(new Set());
    await running;
    expect(server.plans.at(-1)?.tags).toEqual(["t"]);
    await spark.range(1).collect();
    expect(server.plans.at(-1)?.tags).toEqual([]);
    spark.clearTags();
    expect(() => spark.addTag("a,b")).toThrow(expect.objectContaining({ condition: "INVALID_OPERATION_TAG" }));
    expect(await spark.interruptAll()).toEqual(["op"]);
    expect(await spark.interruptTag("t")).toEqual(["op"]);
    expect(await spark.interruptOperation("o")).toEqual(["op"]);
    expect(await spark.version()).toBe("4.3.0");
    const last = () => server.configs.at(-1)?.operation?.opType;
    await spark.conf.set("a", 1);
    expect(last()).toMatchObject({ case: "set", value: { pairs: [{ key: "a", value: "1" }] } });
    expect(await spark.conf.get("k")).toBe("true");
    expect(last()).toMatchObject({ case: "get", value: { keys: ["k"] } });
    expect(await spark.conf.get("k", "d")).toBe("true");
    expect(last()).toMatchObject({ case: "getWithDefault", value: { pairs: [{ key: "k", value: "d" }] } });
    await spark.conf.unset("k");
    expect(last()).toMatchObject({ case: "unset" });
    expect(await spark.conf.isModifiable("k")).toBe(true);
    expect(await spark.conf.getAll()).toEqual({ k: "true" });
  });

  it("asks the catalog", async () => {
    const { catalog } = await open();
    server.rows = { ddl: "value STRING", rows: [["default"]] };
    expect(await catalog.currentDatabase()).toBe("default");
    expect(server.root).toMatchObject({ catalog: { currentDatabase: {} } });
    await catalog.listTables(undefined, "a*");
    expect(server.root).toMatchObject({ catalog: { listTables: { pattern: "a*" } } });
    await catalog.dropTempView("v");
    expect(server.root).toMatchObject({ catalog: { dropTempView: { viewName: "v" } } });
    for (const ask of [
      catalog.currentCatalog(),
      catalog.listCatalogs(),
      catalog.listDatabases("d*"),
      catalog.getDatabase("d"),
      catalog.databaseExists("d"),
      catalog.getTable("t"),
      catalog.tableExists("t", "d"),
      catalog.listColumns("t"),
      catalog.listFunctions(),
      catalog.getFunction("f"),
      catalog.functionExists("f"),
      catalog.dropGlobalTempView("v"),
      catalog.isCached("t"),
    ])
      expect(await ask).toBeDefined();
    const tell = {
      setCurrentCatalog: () => catalog.setCurrentCatalog("c"),
      setCurrentDatabase: () => catalog.setCurrentDatabase("d"),
      cacheTable: () => catalog.cacheTable("t"),
      uncacheTable: () => catalog.uncacheTable("t"),
      clearCache: () => catalog.clearCache(),
      refreshTable: () => catalog.refreshTable("t"),
      refreshByPath: () => catalog.refreshByPath("p"),
      recoverPartitions: () => catalog.recoverPartitions("t"),
    };
    for (const [name, run] of Object.entries(tell)) {
      await run();
      expect(server.root).toHaveProperty(`catalog.${name}`);
    }
    await catalog.createTable("t", { path: "p", options: { a: 1 }, schema: parseDdl("x INT") as StructType });
    expect(server.root).toMatchObject({ catalog: { createTable: { tableName: "t", path: "p", options: { a: "1" } } } });
  });
});

describe("a frame", () => {
  it("gives rows, their number, and single rows", async () => {
    const df = (await open()).range(1);
    expect(await df.collect()).toEqual([{ value: 7n }]);
    expect(await df.count()).toBe(7);
    expect(await df.first()).toEqual({ value: 7n });
    expect(await df.head(2)).toEqual([{ value: 7n }]);
    expect(await df.tail(1)).toEqual([{ value: 7n }]);
    expect(await df.isEmpty()).toBe(false);
    expect(await df.isStreaming()).toBe(true);
    expect(await df.columns()).toEqual(["a"]);
    expect(await df.dtypes()).toEqual([["a", "int"]]);
    const seen: unknown[] = [];
    await df.foreach((row) => void seen.push(row));
    expect(seen).toEqual([{ value: 7n }]);
    expect(tableFromIPC(await df.toArrow()).numRows).toBe(1);
  });

  it("prints what the server renders", async () => {
    const df = (await open()).range(1);
    server.rows = { ddl: "show_string STRING", rows: [["+-+\n"]] };
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await df.show(5, false);
    expect(log).toHaveBeenCalledWith("+-+\n");
    log.mockRestore();
    expect(server.root).toMatchObject({ showString: { numRows: 5 } });
    await expect(df.explain("loud" as never)).rejects.toMatchObject({ condition: "UNKNOWN_EXPLAIN_MODE" });
  });

  it("asks about its plan", async () => {
    const df = (await open()).range(1);
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await df.explain(true);
    await df.printSchema();
    expect(log.mock.calls).toEqual([["plan"], ["root\n |-- a: integer (nullable = true)\n"]]);
    log.mockRestore();
    expect(await df.isLocal()).toBe(false);
    expect(await df.inputFiles()).toEqual(["f"]);
    expect(await df.cache()).toBe(df);
    expect(await df.storageLevel()).toMatchObject({ useMemory: true });
    expect(await df.unpersist()).toBe(df);
    expect(await df.sameSemantics(df)).toBe(true);
    expect(await df.semanticHash()).toBe(5);
    server.answers = () => [{ case: "checkpointCommandResult", value: { relation: { relationId: "c" } } }];
    const kept = await df.localCheckpoint();
    expect(server.command).toMatchObject({ checkpointCommand: { local: true, eager: true } });
    expect(toJson(RelationSchema, kept.relation)).toMatchObject({ cachedRemoteRelation: { relationId: "c" } });
    await df.checkpoint(false);
    expect(server.command).not.toHaveProperty("checkpointCommand.local");
  });

  it("makes views and writes", async () => {
    const df = (await open()).range(1);
    await df.createOrReplaceTempView("v");
    expect(server.command).toMatchObject({ createDataframeView: { name: "v", replace: true } });
    const writer = df.write.mode("overwrite").partitionBy("a");
    await writer.option("compression", "gzip").json("out");
    expect(server.command).toMatchObject({
      writeOperation: {
        source: "json",
        path: "out",
        mode: "SAVE_MODE_OVERWRITE",
        partitioningColumns: ["a"],
        options: { compression: "gzip" },
      },
    });
    await writer.saveAsTable("t");
    expect(server.command).toMatchObject({ writeOperation: { table: { tableName: "t" } } });
    // The option was set on another writer.
    expect(server.command).not.toHaveProperty("writeOperation.options");
    for (const format of ["csv", "parquet", "orc", "text"] as const) {
      await df.write[format]("out");
      expect(server.command).toMatchObject({ writeOperation: { source: format } });
    }
    await df.write.bucketBy(2, "a").sortBy("b").clusterBy("c").save();
    expect(server.command).toMatchObject({
      writeOperation: { bucketBy: { numBuckets: 2 }, sortColumnNames: ["b"], clusteringColumns: ["c"] },
    });
    await df.write.jdbc("url", "t");
    expect(server.command).toMatchObject({ writeOperation: { source: "jdbc", options: { dbtable: "t", url: "url" } } });
    await df.createTempView("v");
    await df.createGlobalTempView("v");
    await df.createOrReplaceGlobalTempView("v");
    expect(server.command).toMatchObject({ createDataframeView: { isGlobal: true, replace: true } });
    await df.write.insertInto("t", true);
    expect(server.command).toMatchObject({
      writeOperation: { mode: "SAVE_MODE_OVERWRITE", table: { saveMethod: "TABLE_SAVE_METHOD_INSERT_INTO" } },
    });
    expect(() => df.write.mode("nope" as never)).toThrow(expect.objectContaining({ condition: "INVALID_SAVE_MODE" }));
  });

  it("refuses wrong arguments before anything is sent", async () => {
    const spark = await open();
    const df = spark.range(1);
    const other = await SparkSession.builder.create();
    expect(() => df.union(other.range(1))).toThrow(expect.objectContaining({ condition: "SESSION_NOT_SAME" }));
    await other.stop();
    const refuses = (condition: string, run: () => unknown) =>
      expect(run).toThrow(expect.objectContaining({ condition }));
    refuses("UNSUPPORTED_JOIN_TYPE", () => df.join(df, "id", "sideways" as never));
    refuses("VALUE_NOT_POSITIVE", () => df.coalesce(0));
    refuses("VALUE_NOT_POSITIVE", () => df.randomSplit([0]));
    refuses("CANNOT_BE_EMPTY", () => df.sort());
    refuses("CANNOT_BE_EMPTY", () => df.fillna({}));
    refuses("CANNOT_BE_EMPTY", () => df.groupBy("id").sum());
    refuses("UNSUPPORTED_OPERATION", () => df.rollup("id").pivot("id"));
    refuses("INVALID_WHEN_USAGE", () => col("a").otherwise(1));
    refuses("INVALID_WHEN_USAGE", () => F.when(col("a"), 1).otherwise(2).when(col("b"), 3));
    refuses("VALUE_NOT_BETWEEN", () => F.lit(2n ** 63n));
    refuses("HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN", () => F.filter("a", (_) => true as never));
    refuses("WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION", () => F.transform("a", () => col("b")));
    refuses("ONLY_ALLOW_SINGLE_TRIGGER", () => df.writeStream.trigger({} as never));
    refuses("ONLY_ALLOW_SINGLE_TRIGGER", () => df.writeStream.trigger({ once: true, availableNow: true }));
    refuses("VALUE_NOT_NON_EMPTY_STR", () => df.writeStream.queryName(" "));
    refuses("VALUE_NOT_NON_EMPTY_STR", () => spark.readStream.json(""));
    refuses("INVALID_STREAMING_SOURCE_NAME", () => spark.readStream.name("a b"));
  });
});

describe("streaming", () => {
  const queryId = { id: "q", runId: "r" };
  const started = (more = {}): Response => ({
    case: "writeStreamOperationStartResult",
    value: { queryId, name: "n", ...more },
  });

  it("starts a query and asks it", async () => {
    const spark = await open();
    server.answers = () => [started()];
    const query = await spark.readStream
      .schema("a BIGINT")
      .json("in")
      .writeStream.format("memory")
      .outputMode("complete")
      .queryName("n")
      .trigger({ processingTime: " 5 seconds " })
      .option("x", 1)
      .start();
    expect(server.command).toMatchObject({
      writeStreamOperationStart: {
        format: "memory",
        outputMode: "complete",
        queryName: "n",
        processingTimeInterval: "5 seconds",
        options: { x: "1" },
      },
    });
    expect([query.id, query.runId, query.name]).toEqual(["q", "r", "n"]);

    const say = (resultType: object) => {
      server.answers = () => [
        { case: "streamingQueryCommandResult", value: { queryId, resultType: resultType as never } },
      ];
    };
    say({ case: "status", value: { statusMessage: "waiting", isActive: true } });
    expect(await query.isActive()).toBe(true);
    expect(await query.status()).toEqual({ message: "waiting", isDataAvailable: false, isTriggerActive: false });
    const json = JSON.stringify({ batchId: 3, sources: [{ numInputRows: 2 }, { numInputRows: 5 }] });
    say({ case: "recentProgress", value: { recentProgressJson: [json] } });
    expect(await query.lastProgress()).toMatchObject({ batchId: 3, numInputRows: 7, name: null, json });
    expect(await query.recentProgress()).toHaveLength(1);
    say({ case: "recentProgress", value: {} });
    expect(await query.lastProgress()).toBeNull();
    say({ case: "awaitTermination", value: { terminated: true } });
    expect(await query.awaitTermination(10)).toBe(true);
    expect(server.command).toMatchObject({ streamingQueryCommand: { awaitTermination: { timeoutMs: "10" } } });
    await expect(query.awaitTermination(0)).rejects.toMatchObject({ condition: "VALUE_NOT_POSITIVE" });
    say({ case: "exception", value: {} });
    expect(await query.exception()).toBeNull();
    say({ case: "exception", value: { exceptionMessage: "it broke SQLSTATE: XXKST", errorClass: "STREAM_FAILED" } });
    expect(await query.exception()).toMatchObject({ name: "StreamingQueryException", condition: "STREAM_FAILED" });
    say({ case: undefined });
    await query.processAllAvailable();
    await query.stop();
    expect(server.command).toMatchObject({ streamingQueryCommand: { stop: true } });
    await expect(query.explain()).rejects.toMatchObject({ condition: "INVALID_RESPONSE" });
  });

  it("lists the queries of the session", async () => {
    const { streams } = await open();
    const say = (resultType: object) => {
      server.answers = () => [
        { case: "streamingQueryManagerCommandResult", value: { resultType: resultType as never } },
      ];
    };
    say({ case: "active", value: { activeQueries: [{ id: queryId, name: "n" }] } });
    expect((await streams.active()).map(({ name }) => name)).toEqual(["n"]);
    say({ case: "query", value: { id: queryId } });
    expect((await streams.get("q"))?.name).toBeNull();
    say({ case: undefined });
    expect(await streams.get("other")).toBeNull();
    await streams.resetTerminated();
    say({ case: "awaitAnyTermination", value: { terminated: true } });
    expect(await streams.awaitAnyTermination(5)).toBe(true);
  });

  it("registers a function for foreachBatch when the query starts, and forgets it where that fails", async () => {
    const spark = await open();
    const seen: unknown[] = [];
    const writer = spark.range(1).writeStream.foreachBatch(async (batch, id) => {
      seen.push(id, toJson(RelationSchema, batch.relation), await batch.collect());
    });
    let payload = new Uint8Array();
    const remember = (request: ExecutePlanRequest) => {
      const opType = request.plan?.opType;
      if (opType?.case !== "command" || opType.value.commandType.case !== "writeStreamOperationStart") return;
      const f = opType.value.commandType.value.foreachBatch?.function;
      if (f?.case === "scalaFunction") payload = new Uint8Array(f.value.payload);
    };
    server.answers = (request) => {
      remember(request);
      return [started()];
    };
    await writer.start();
    await lookUpLocalFunction(payload)!("df-1", 4n);
    expect(seen).toMatchObject([4n, { cachedRemoteRelation: { relationId: "df-1" } }, [{ value: 7n }]]);

    server.answers = (request) => {
      remember(request);
      throw new Error("no");
    };
    await expect(writer.start()).rejects.toThrow("no");
    expect(lookUpLocalFunction(payload)).toBeUndefined();
  });

  it("gives the rows of a batch to a ForeachWriter, and closes it with the error", async () => {
    const spark = await open();
    const calls: unknown[] = [];
    let call: ((id: string, batch: bigint) => Promise<void>) | undefined;
    server.answers = (request) => {
      const opType = request.plan?.opType;
      const command = opType?.case === "command" ? opType.value.commandType : undefined;
      const f = command?.case === "writeStreamOperationStart" ? command.value.foreachBatch?.function : undefined;
      if (f?.case === "scalaFunction") call = lookUpLocalFunction(f.value.payload);
      return [started()];
    };
    const failure = new Error("bad row");
    await spark
      .range(1)
      .writeStream.foreach({
        open: (partition, epoch) => {
          calls.push(["open", partition, epoch]);
          return epoch !== 1n;
        },
        process: (row) => {
          calls.push(row);
          throw failure;
        },
        close: (error) => void calls.push(["close", error]),
      })
      .start();
    await expect(call!("x", 0n)).rejects.toBe(failure);
    await call!("x", 1n);
    expect(calls).toEqual([["open", 0, 0n], { value: 7n }, ["close", failure], ["open", 0, 1n], ["close", undefined]]);
  });

  it("tells listeners of events until they are removed", async () => {
    const spark = await open();
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const events = (eventType: StreamingQueryEventType, event: object): Response => ({
      case: "streamingQueryListenerEventsResult",
      value: { events: [{ eventType, eventJson: JSON.stringify(event) }] },
    });
    server.answers = async function* (request) {
      const opType = request.plan?.opType;
      const command = opType?.case === "command" ? opType.value.commandType : undefined;
      if (command?.case === "writeStreamOperationStart")
        yield started({ queryStartedEventJson: JSON.stringify({ id: "q", runId: "r", timestamp: "t" }) });
      if (command?.case !== "streamingQueryListenerBusCommand") return;
      if (command.value.command.case === "removeListenerBusListener") return end();
      yield { case: "streamingQueryListenerEventsResult", value: { listenerBusListenerAdded: true } };
      yield events(StreamingQueryEventType.QUERY_PROGRESS_EVENT, { progress: { batchId: 1 } });
      yield events(StreamingQueryEventType.QUERY_IDLE_EVENT, { id: "q" });
      yield events(StreamingQueryEventType.QUERY_TERMINATED_EVENT, { id: "q", runId: "r" });
      await ended;
    };
    const heard: unknown[] = [];
    const warnings: string[] = [];
    const warned = (warning: Error) => void warnings.push(warning.message);
    process.on("warning", warned);
    const listener = {
      onQueryStarted: (event: unknown) => void heard.push(event),
      onQueryProgress: ({ progress }: { progress: { batchId: number } }) => void heard.push(progress.batchId),
      onQueryIdle: (event: unknown) => void heard.push(event),
      onQueryTerminated: (event: unknown) => void heard.push(event),
    };
    await spark.streams.addListener({
      onQueryProgress: () => {
        throw new Error("a bad listener");
      },
    });
    await spark.streams.addListener(listener);
    await spark.range(1).writeStream.start();
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(1);
    await expect.poll(() => warnings).toEqual(["A StreamingQueryListener threw."]);
    await spark.streams.removeListener(listener);
    await spark.streams.removeListener(listener);
    process.off("warning", warned);
    expect(heard).toContainEqual({ id: "q", runId: "r", timestamp: "t", name: null });
    end();
  });
});

import { randomId, sparkError } from "../../common/index.ts";
import { showString } from "../../engine/execute/index.ts";
import type { ResolvedRelation } from "../../engine/plan/index.ts";
import {
  ConsoleSink,
  createTableSql,
  ForeachBatchSink,
  MemorySink,
  memoryRowsSetting,
  NoopSink,
  type OutputMode,
  type ResultTable,
  resultTable,
} from "../../engine/sinks/index.ts";
import type { QueryDefinition } from "../../engine/stream/index.ts";
import {
  lookUpLocalFunction,
  releaseLocalFunction,
  type StreamingForeachFunction,
  type WriteStreamOperationStart,
} from "../../protocol/index.ts";
import type { ServerSession } from "../session.ts";
import { pythonBatchSink, pythonForeachSink } from "./python-functions.ts";
import { fileSink, optionOf } from "./stream-to-files.ts";
import { tableSink } from "./tables/index.ts";
import { viewName } from "./view.ts";

/** A sink that will be made once the query has its connection. */
export interface SinkChoice {
  readonly make: QueryDefinition["sink"];
  readonly showsState: boolean;
  /** The query's result as the sink wants it, where that is not as it is. */
  readonly plan?: ResolvedRelation;
  /** Whether the query cannot do without a durable checkpoint. */
  readonly needsCheckpoint?: boolean;
}

export interface SinkContext {
  readonly name: string | undefined;
  readonly mode: OutputMode;
  /** The query's result. */
  readonly plan: ResolvedRelation;
  readonly session: ServerSession;
}

/** Finds the sink that a query names. @throws SparkException for one that is not there or does not take the output mode */
export function sinkOf(message: WriteStreamOperationStart, context: SinkContext): SinkChoice {
  if (message.partitioningColumnNames.length > 0 && message.clusteringColumnNames.length > 0)
    throw sparkError("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED");
  if (message.foreachBatch !== undefined) {
    refusePartitions(message, "foreachBatch");
    return foreachBatch(message.foreachBatch, context);
  }
  if (message.foreachWriter !== undefined) {
    refusePartitions(message, "foreach");
    const { function: given } = message.foreachWriter;
    if (given.case === "pythonFunction") {
      const code = given.value;
      return { showsState: false, make: () => pythonForeachSink(code, context.session) };
    }
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "foreach with a writer",
      hint: "Use foreachBatch and go through the rows of its DataFrame.",
    });
  }
  if (message.sinkDestination.case === "tableName") {
    return tableSink(message, message.sinkDestination.value, context);
  }
  const format = message.format.toLowerCase();
  switch (format) {
    case "memory":
      refusePartitions(message, format);
      return memory(context);
    case "console":
      return console(message, context);
    case "noop":
      return { make: async () => new NoopSink(), showsState: false };
    default:
      return fileSink(message, context);
  }
}

/** @throws AnalysisException `_LEGACY_ERROR_TEMP_1197` */
function refusePartitions({ partitioningColumnNames }: WriteStreamOperationStart, operation: string): void {
  if (partitioningColumnNames.length > 0) throw sparkError("_LEGACY_ERROR_TEMP_1197", { operation });
}

function memory({ mode, name, session }: SinkContext): SinkChoice {
  if (name === undefined) throw sparkError("_LEGACY_ERROR_TEMP_1194");
  const viewed = viewName(name, session);
  return {
    showsState: mode === "complete",
    make: async (connection, { schema, loggedBatch, checkpointLocation }) => {
      // Rows of earlier runs were in memory only: in complete mode the state has them, in the others nobody does.
      if (loggedBatch >= 0 && mode !== "complete") {
        throw sparkError("_LEGACY_ERROR_TEMP_1299", { checkpointPath: checkpointLocation ?? "" });
      }
      const table = resultTable(`stream_${randomId()}`, schema);
      await connection.run(createTableSql(table));
      const before = session.catalog.createTemporaryTable({ name: viewed, ...table });
      if (before?.kind === "memoryTable") await connection.run(`DROP TABLE IF EXISTS ${before.sqlName}`);
      return new MemorySink(name, table, session.settings.number(memoryRowsSetting));
    },
  };
}

function console({ options }: WriteStreamOperationStart, { session }: SinkContext): SinkChoice {
  const rowsText = optionOf(options, "numrows") ?? "20";
  const cut = (optionOf(options, "truncate") ?? "true").toLowerCase();
  const refuse = (option: string, value: string, reason: string): never => {
    throw sparkError("INVALID_SOURCE_OPTION", { option, value, reason });
  };
  if (!/^[+-]?\d{1,9}$/.test(rowsText)) refuse("numRows", rowsText, "it must be a whole number");
  if (cut !== "true" && cut !== "false") refuse("truncate", cut, "it must be true or false");
  const [numRows, truncate] = [Number(rowsText), cut === "true" ? 20 : 0];
  const { executor, print } = session.engine;
  const settings = { timeZone: session.settings.timeZone, ansi: session.settings.ansi };
  return {
    showsState: false,
    make: async () =>
      new ConsoleSink(
        (table, connection) =>
          showString(executor, session.storedTable(table), {
            numRows,
            truncate,
            vertical: false,
            settings,
            connection,
          }),
        print,
      ),
  };
}

function foreachBatch({ function: given }: StreamingForeachFunction, { session }: SinkContext): SinkChoice {
  if (given.case === "pythonFunction") {
    const code = given.value;
    return { showsState: false, make: () => pythonBatchSink(code, session) };
  }
  const payload = given.case === "scalaFunction" ? given.value.payload : undefined;
  const call = payload && lookUpLocalFunction(payload);
  if (payload === undefined || call === undefined) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "foreachBatch with a function of another process",
      hint: "Run the program with the embedded engine, in TypeScript.",
    });
  }
  const run = async (table: ResultTable, batchId: number): Promise<void> => {
    const relationId = randomId();
    session.relations.set(relationId, session.storedTable(table));
    try {
      await call(relationId, BigInt(batchId));
    } finally {
      session.relations.delete(relationId);
    }
  };
  return { showsState: false, make: async () => new ForeachBatchSink(run, () => releaseLocalFunction(payload)) };
}

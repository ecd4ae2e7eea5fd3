import { randomUUID } from "node:crypto";
import { randomId, sparkError } from "../../common/index.ts";
import { pythonFunctionFromProto } from "../../engine/plan/index.ts";
import { BatchWorker } from "../../engine/python/index.ts";
import { ForeachBatchSink, PythonForeachSink, type ResultTable, type Sink } from "../../engine/sinks/index.ts";
import type { CommonInlineUserDefinedFunction, PythonUDF } from "../../protocol/index.ts";
import type { ServerSession } from "../session.ts";

/** `spark.udf.register`: queries of the session may call the function by its name. */
export function registerFunction(message: CommonInlineUserDefinedFunction, session: ServerSession): void {
  const given = pythonFunctionFromProto(message);
  session.functions.set(given.name.toLowerCase(), given);
}

/**
 * The sink of `foreach` with a function or an object in Python.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` where no Python is configured
 */
export async function pythonForeachSink({ command, pythonVer }: PythonUDF, session: ServerSession): Promise<Sink> {
  const { engine, settings } = session;
  await engine.python.interpreter("foreach in Python");
  return new PythonForeachSink({
    workers: engine.python,
    command,
    pythonVersion: pythonVer,
    settings: { timeZone: settings.timeZone, ansi: settings.ansi, python: settings.python },
  });
}

/**
 * The sink of `foreachBatch` with a function in Python: a process of the configured Python calls it, connected to the engine as a client
 * is, in a session of its own that begins as the query's session is now.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` where no Python is configured or processes cannot reach the engine
 */
export async function pythonBatchSink({ command, pythonVer }: PythonUDF, session: ServerSession): Promise<Sink> {
  const { python, localAddress, sessions } = session.engine;
  const interpreter = await python.interpreter("foreachBatch in Python");
  if (localAddress === undefined) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "foreachBatch in Python in an engine within the program",
      hint: "Serve the engine: millrace serve, or startServer of millrace/server.",
    });
  }
  const own = await sessions.fork(session, randomUUID());
  const close = () => sessions.end(own);
  try {
    const worker = await BatchWorker.start(interpreter, {
      url: `${await localAddress()};user_id=${encodeURIComponent(own.userId)}`,
      sessionId: own.id,
      command,
      pythonVersion: pythonVer,
      modules: own.artifacts.pythonPath,
      output: python.output,
    });
    const call = async (table: ResultTable, batchId: number): Promise<void> => {
      const relationId = randomId();
      own.relations.set(relationId, own.storedTable(table));
      try {
        await worker.call(relationId, BigInt(batchId));
      } finally {
        own.relations.delete(relationId);
      }
    };
    return new ForeachBatchSink(call, async () => {
      await worker.close();
      await close();
    });
  } catch (error) {
    await close();
    throw error;
  }
}

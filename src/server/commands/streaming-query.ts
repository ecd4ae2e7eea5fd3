import { type SparkException, sparkError } from "../../common/index.ts";
import type { StreamingQuery } from "../../engine/stream/index.ts";
import type { StreamingQueryCommand, StreamingQueryInstanceId } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import { javaClasses } from "../errors/index.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";

/** Asks or tells a streaming query. */
export async function streamingQuery(
  { queryId, command }: StreamingQueryCommand,
  session: ServerSession,
  operation: Running,
): Promise<Answer> {
  const query = findQuery(queryId, session);
  const id = { id: query.id, runId: query.runId };
  const answer = (
    resultType: Extract<
      NonNullable<Answer["responseType"]>,
      { case: "streamingQueryCommandResult" }
    >["value"]["resultType"],
  ): Answer => ({
    responseType: { case: "streamingQueryCommandResult", value: { queryId: id, ...(resultType && { resultType }) } },
  });
  switch (command.case) {
    case "status": {
      const { message, isDataAvailable, isTriggerActive } = query.status;
      const value = { statusMessage: message, isDataAvailable, isTriggerActive, isActive: query.isActive };
      return answer({ case: "status", value });
    }
    case "lastProgress":
    case "recentProgress": {
      const reports = command.case === "lastProgress" ? query.recentProgress.slice(-1) : query.recentProgress;
      return answer({
        case: "recentProgress",
        value: { recentProgressJson: reports.map((report) => JSON.stringify(report)) },
      });
    }
    case "stop":
      await stop(query, session);
      return answer(undefined);
    case "processAllAvailable":
      await query.processAllAvailable();
      return answer(undefined);
    case "explain":
      return answer({ case: "explain", value: { result: query.explain(command.value.extended) } });
    case "exception": {
      const { exception } = query;
      return answer({
        case: "exception",
        value: exception === undefined ? {} : exceptionResult(exception),
      });
    }
    case "awaitTermination": {
      const { timeoutMs } = command.value;
      const terminated = await untilStopped(
        query.awaitTermination(timeoutMs === undefined ? undefined : Number(timeoutMs)),
        operation.signal,
      );
      return answer({ case: "awaitTermination", value: { terminated } });
    }
    default:
      throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", {
        message: "a streaming query command without a kind",
      });
  }
}

/** An error as Java prints it: PySpark takes what stands behind the first colon, the name of the class being before it. */
const exceptionResult = ({ condition, kind, message }: SparkException) => ({
  exceptionMessage: `${javaClasses(condition, kind)[0]}: ${message}`,
  errorClass: condition,
});

const stopTimeout = "spark.sql.streaming.stopTimeout";

/** @throws SparkException `STREAM_STOP_TIMEOUT` where the running batch takes longer than the session waits */
async function stop(query: StreamingQuery, { engine, settings }: ServerSession): Promise<void> {
  const milliseconds = settings.milliseconds(stopTimeout);
  if (milliseconds === 0) return query.stop();
  const waiting = new AbortController();
  const ended = await Promise.race([
    query.stop().then(() => true),
    engine.clock.sleep(milliseconds, waiting.signal).then(() => false),
  ]);
  waiting.abort();
  if (ended) return;
  throw sparkError("STREAM_STOP_TIMEOUT", {
    id: query.id,
    milliseconds: String(milliseconds),
    status: query.status.message,
    config: stopTimeout,
  });
}

/** A waiting client that goes away stops waiting; the query does not mind. */
export function untilStopped<T>(waiting: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(sparkError("OPERATION_CANCELED"));
    signal.addEventListener("abort", stop, { once: true });
    waiting.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function findQuery(instance: StreamingQueryInstanceId | undefined, session: ServerSession): StreamingQuery {
  const query = session.queries.run(instance?.runId ?? "");
  if (query === undefined)
    throw sparkError("CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND", { id: instance?.id ?? "" });
  return query;
}

import { sparkError } from "../../common/index.ts";
import type { StreamingQuery } from "../../engine/stream/index.ts";
import type { StreamingQueryManagerCommand } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";
import { untilStopped } from "./streaming-query.ts";

type ResultType = Extract<
  NonNullable<Answer["responseType"]>,
  { case: "streamingQueryManagerCommandResult" }
>["value"]["resultType"];

/** Asks or tells the session's manager of streaming queries. */
export async function streamingQueryManager(
  { command }: StreamingQueryManagerCommand,
  session: ServerSession,
  operation: Running,
): Promise<Answer> {
  const { queries } = session;
  const answer = (resultType: ResultType): Answer => ({
    responseType: { case: "streamingQueryManagerCommandResult", value: resultType === undefined ? {} : { resultType } },
  });
  switch (command.case) {
    case "active":
      return answer({ case: "active", value: { activeQueries: queries.active.map(instanceOf) } });
    case "getQuery": {
      const query = queries.get(command.value);
      return answer(query && { case: "query", value: instanceOf(query) });
    }
    case "awaitAnyTermination": {
      const { timeoutMs } = command.value;
      const { clock } = session.engine;
      const waiting = queries.awaitAnyTermination(
        timeoutMs === undefined ? undefined : (signal) => clock.sleep(Number(timeoutMs), signal),
      );
      const terminated = await untilStopped(waiting, operation.signal);
      return answer({ case: "awaitAnyTermination", value: { terminated } });
    }
    case "resetTerminated":
      queries.resetTerminated();
      return answer({ case: "resetTerminated", value: true });
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the streaming manager's command ${command.case ?? "without a kind"}`,
        hint: "Listeners are added through the listener bus, which clients of Spark 4 use.",
      });
  }
}

const instanceOf = (query: StreamingQuery) => ({
  id: { id: query.id, runId: query.runId },
  ...(query.name !== undefined && { name: query.name }),
});

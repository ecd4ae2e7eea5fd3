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
      const query = queries.get(queryId(command.value));
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

/** Hexadecimal digits of the five parts of a UUID. */
const uuidParts = [8, 4, 4, 4, 12];

/**
 * A UUID as queries have it. As Java does, this takes parts that are too short, and of those too long the last digits.
 *
 * @throws SparkException `INVALID_QUERY_ID`
 */
function queryId(text: string): string {
  const parts = text.toLowerCase().split("-");
  if (text.length > 36 || parts.length !== uuidParts.length || !parts.every((part) => /^[0-9a-f]+$/.test(part)))
    throw sparkError("INVALID_QUERY_ID", { id: text });
  return parts.map((part, index) => part.padStart(uuidParts[index]!, "0").slice(-uuidParts[index]!)).join("-");
}

const instanceOf = (query: StreamingQuery) => ({
  id: { id: query.id, runId: query.runId },
  ...(query.name !== undefined && { name: query.name }),
});

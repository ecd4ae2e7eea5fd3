import { sparkError } from "../../common/index.ts";
import type { Command } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";
import { checkpoint, removeCachedRelation } from "./checkpoint.ts";
import { listenerBus } from "./listener-bus.ts";
import { mergeInto } from "./merge-into.ts";
import { registerFunction } from "./python-functions.ts";
import { sqlCommand } from "./sql-command.ts";
import { startStream } from "./start-stream.ts";
import { streamingQuery } from "./streaming-query.ts";
import { streamingQueryManager } from "./streaming-query-manager.ts";
import { createView } from "./view.ts";
import { write } from "./write.ts";
import { writeTo } from "./write-to.ts";

/** Carries out a command. */
export async function* executeCommand(
  { commandType: command }: Command,
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  switch (command.case) {
    case "sqlCommand":
      yield* sqlCommand(command.value, session, operation);
      return;
    case "createDataframeView":
      await createView(command.value, session);
      return;
    case "writeOperation":
      await write(command.value, session, operation);
      return;
    case "writeOperationV2":
      await writeTo(command.value, session, operation);
      return;
    case "mergeIntoTableCommand":
      await mergeInto(command.value, session);
      return;
    case "writeStreamOperationStart":
      yield await startStream(command.value, session);
      return;
    case "streamingQueryCommand":
      yield await streamingQuery(command.value, session, operation);
      return;
    case "streamingQueryManagerCommand":
      yield await streamingQueryManager(command.value, session, operation);
      return;
    case "streamingQueryListenerBusCommand":
      yield* listenerBus(command.value, session, operation);
      return;
    case "checkpointCommand":
      yield await checkpoint(command.value, session, operation);
      return;
    case "registerFunction":
      registerFunction(command.value, session);
      return;
    case "registerTableFunction":
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the table function in Python (UDTF) ${command.value.functionName}`,
        hint: "Let a udf return an array and explode it, use mapInPandas, or CREATE FUNCTION … RETURNS TABLE in SQL.",
      });
    case "removeCachedRemoteRelationCommand":
      await removeCachedRelation(command.value, session);
      return;
    case "getResourcesCommand":
      yield { responseType: { case: "getResourcesCommandResult", value: {} } };
      return;
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the command ${command.case ?? "without a kind"}`,
        hint: 'Run it on a Spark cluster: SparkSession.builder.remote("sc://…").',
      });
  }
}

import { isAbsolute, resolve } from "node:path";
import { randomId, sparkError } from "../../common/index.ts";
import { chainedUpdatesSetting, checkStreaming } from "../../engine/analyze/index.ts";
import type { OutputMode } from "../../engine/sinks/index.ts";
import { parseTriggerInterval, startQuery, type Trigger, type WatermarkPolicy } from "../../engine/stream/index.ts";
import type { WriteStreamOperationStart } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { eventJson } from "./query-event-json.ts";
import { type SinkChoice, sinkOf } from "./stream-sinks.ts";
import { optionOf } from "./stream-to-files.ts";

const baseSetting = "spark.sql.streaming.checkpointLocation";

/** Starts a streaming query. @throws SparkException for what cannot run as a stream, before anything has started */
export async function startStream(message: WriteStreamOperationStart, session: ServerSession): Promise<Answer> {
  const { engine, settings } = session;
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  const mode = outputMode(message.outputMode);
  const trigger = triggerOf(message);
  const name = message.queryName === "" ? undefined : message.queryName;
  const sink = sinkOf(message, { name, mode, plan, session });
  const checkpoint = checkpointLocation(message, name, sink, session);
  if (
    checkpoint !== undefined &&
    !settings.isOn("spark.sql.streaming.stopActiveRunOnRestart") &&
    session.queries.active.some((query) => query.checkpointLocation === checkpoint)
  )
    throw sparkError("CONCURRENT_STREAM_CHECKPOINT", { location: checkpoint });
  checkStreaming(plan, mode, { chainedUpdates: settings.isOn(chainedUpdatesSetting) });
  const query = await startQuery(
    {
      plan: sink.plan ?? plan,
      name,
      mode,
      trigger,
      checkpointLocation: checkpoint,
      settings: {
        timeZone: settings.timeZone,
        ansi: settings.ansi,
        lastKeyWins: settings.lastKeyWins,
        python: settings.python,
      },
      recentProgress: () => settings.number("spark.sql.streaming.numRecentProgressUpdates"),
      idleReportMs: settings.milliseconds("spark.sql.streaming.noDataProgressEventInterval"),
      watermarkPolicy: settings.get("spark.sql.streaming.multipleWatermarkPolicy").toLowerCase() as WatermarkPolicy,
      noDataBatches: settings.isOn("spark.sql.streaming.noDataMicroBatches.enabled"),
      stateHistoryBatches: settings.number("spark.millrace.streaming.stateHistory.batches"),
      sink: sink.make,
      showsState: sink.showsState,
    },
    { ...engine, manager: session.queries },
  );
  const started = {
    type: "started" as const,
    id: query.id,
    runId: query.runId,
    name: name ?? null,
    timestamp: new Date(engine.clock.now()).toISOString(),
    jobTags: [],
  };
  return {
    responseType: {
      case: "writeStreamOperationStartResult",
      value: {
        queryId: { id: query.id, runId: query.runId },
        name: name ?? "",
        ...(session.stopListening !== undefined && { queryStartedEventJson: eventJson(started) }),
      },
    },
  };
}

function outputMode(text: string): OutputMode {
  const mode = text.toLowerCase();
  if (mode === "") return "append";
  if (mode === "append" || mode === "complete" || mode === "update") return mode;
  throw sparkError("STREAMING_OUTPUT_MODE.INVALID", { outputMode: text });
}

function triggerOf({ trigger }: WriteStreamOperationStart): Trigger {
  switch (trigger.case) {
    case undefined:
      return { kind: "default" };
    case "processingTimeInterval": {
      const intervalMs = parseTriggerInterval(trigger.value);
      return intervalMs === 0 ? { kind: "default" } : { kind: "processingTime", intervalMs };
    }
    case "availableNow":
      return { kind: "availableNow" };
    case "once":
      return { kind: "once" };
    case "continuousCheckpointInterval":
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "the continuous trigger",
        hint: "The default trigger starts a micro-batch as soon as there is data, within milliseconds.",
      });
    case "realTimeBatchDuration":
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "the real-time trigger",
        hint: "The default trigger starts a micro-batch as soon as there is data, within milliseconds.",
      });
  }
}

/**
 * The option, else a folder below `spark.sql.streaming.checkpointLocation` for the query's name, else none.
 *
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1298` for a sink that needs one
 */
function checkpointLocation(
  { options }: WriteStreamOperationStart,
  name: string | undefined,
  { needsCheckpoint = false }: SinkChoice,
  session: ServerSession,
): string | undefined {
  const base = session.settings.find(baseSetting);
  const ownFolder = name ?? (needsCheckpoint ? randomId() : undefined);
  const location =
    optionOf(options, "checkpointlocation") ??
    (base === undefined || ownFolder === undefined ? undefined : `${base}/${ownFolder}`);
  if (location === undefined) {
    if (needsCheckpoint) throw sparkError("_LEGACY_ERROR_TEMP_1298", { config: baseSetting });
    return undefined;
  }
  const { key, storage } = session.engine.fileSystems.resolve(location);
  const local = storage.localPath(key);
  if (local === undefined) throw sparkError("CHECKPOINT_LOCATION_NOT_LOCAL", { location });
  return isAbsolute(local) ? local : resolve(local);
}

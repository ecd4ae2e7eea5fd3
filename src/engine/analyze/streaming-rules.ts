import { sparkError } from "../../common/index.ts";
import {
  expressionsOf,
  inputsOf,
  type ResolvedAggregate,
  type ResolvedExpression,
  type ResolvedGroupProgram,
  type ResolvedJoin,
  type ResolvedRelation,
  walk,
} from "../plan/index.ts";
import { isStreaming } from "./is-streaming.ts";
import { qualifiedName } from "./names.ts";
import { checkJoin } from "./streaming-join-rules.ts";
import { modeRefusal, type OutputMode, refusal } from "./streaming-refusal.ts";
import { checkWindows } from "./streaming-window-rules.ts";
import { watermarkOf } from "./watermark.ts";

export type { OutputMode } from "./streaming-refusal.ts";

/** What a session may allow of streams beyond Spark. */
export interface StreamingAllowances {
  /** Whether operations that keep state may follow each other in update mode: all but the last then work on what is final. */
  readonly chainedUpdates?: boolean;
}

/** The setting of {@link StreamingAllowances.chainedUpdates}. */
export const chainedUpdatesSetting = "spark.millrace.streaming.chainedUpdates.enabled";

function some(plan: ResolvedRelation, test: (plan: ResolvedRelation) => boolean): boolean {
  return test(plan) || inputsOf(plan).some((input) => some(input, test));
}

const isStreamingAggregate = (plan: ResolvedRelation): plan is ResolvedAggregate =>
  plan.kind === "aggregate" && isStreaming(plan);

const isStreamJoin = (plan: ResolvedRelation): plan is ResolvedJoin =>
  plan.kind === "join" && isStreaming(plan.left) && isStreaming(plan.right);

const hasWatermark = (expression: ResolvedExpression): boolean => watermarkOf(expression) !== undefined;

/** Whether the relation keeps state over event time, so that rows that come late to it are lost. */
export function dropsLateRows(plan: ResolvedRelation): boolean {
  if (isStreamingAggregate(plan) || isStreamJoin(plan)) return true;
  if (plan.kind !== "deduplicate" || !isStreaming(plan)) return false;
  return plan.withinWatermark || plan.keys.some(hasWatermark);
}

/** Whether a stream is read, also by a subquery. */
const readsStream = (plan: ResolvedRelation): boolean => isStreaming(plan) || some(plan, hasStreamingSubquery);

function hasStreamingSubquery(plan: ResolvedRelation): boolean {
  let found = false;
  for (const expression of expressionsOf(plan))
    walk(expression, (part) => {
      found ||= part.kind === "subquery" && readsStream(part.plan);
      return !found;
    });
  return found;
}

/**
 * Refuses a plan with streams that is to run as a batch.
 *
 * @throws SparkException `_LEGACY_ERROR_TEMP_3102`
 */
export function checkBatch(plan: ResolvedRelation): void {
  if (some(plan, (part) => part.kind === "deduplicate" && part.withinWatermark && !isStreaming(part)))
    throw refusal(
      "dropDuplicatesWithinWatermark is for streams: a batch has no watermark.",
      "Use dropDuplicates, which drops all duplicates.",
    );
  if (!readsStream(plan)) return;
  throw refusal(
    "A query over a stream does not run as a batch.",
    'Start it with writeStream … start(), and ask the table that it writes (format "memory" or toTable); to see the files that are there now, read them with spark.read.',
  );
}

/**
 * Refuses a stream where a method needs rows that stand still.
 *
 * @throws SparkException `CALL_ON_STREAMING_DATASET_UNSUPPORTED`
 */
export function refuseStream(plan: ResolvedRelation, method: string): void {
  if (isStreaming(plan))
    throw sparkError(
      "CALL_ON_STREAMING_DATASET_UNSUPPORTED",
      { methodName: `\`${method}\`` },
      { hint: "Use writeStream, whose trigger availableNow writes what is there and ends." },
    );
  checkBatch(plan);
}

/**
 * Refuses what cannot run as a stream in this output mode.
 *
 * @throws SparkException `STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION`, `_LEGACY_ERROR_TEMP_3102`,
 *   `NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING`, `WRITE_STREAM_NOT_ALLOWED`
 * @see org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker
 */
export function checkStreaming(
  plan: ResolvedRelation,
  outputMode: OutputMode,
  { chainedUpdates = false }: StreamingAllowances = {},
): void {
  if (!isStreaming(plan)) throw sparkError("WRITE_STREAM_NOT_ALLOWED");
  const aggregated = some(plan, isStreamingAggregate);
  const chains = chainedUpdates && outputMode === "update";
  if (!chains) checkLateRows(plan, outputMode);
  if (outputMode === "complete" && !aggregated)
    throw modeRefusal(
      outputMode,
      "no streaming aggregations",
      "Start the query in append mode, or aggregate: complete mode shows a whole result anew with each batch.",
    );
  checkEach(plan, outputMode, chains, checkAggregateMode);
  checkEach(plan, outputMode, chains, checkRelation);
}

/** What comes out of an aggregate that updates its results may be late for the next operation that keeps state. */
function checkLateRows(plan: ResolvedRelation, outputMode: OutputMode): void {
  if (outputMode === "append") return;
  const visit = (node: ResolvedRelation): void => {
    if (dropsLateRows(node) && inputsOf(node).some((input) => some(input, isStreamingAggregate))) {
      throw refusal(
        `In ${outputMode} mode a streaming aggregation cannot feed another operation that keeps state, which might ` +
          "drop its rows as late.",
        "Use append mode with a watermark, write the first result to a table and read that as a stream" +
          (outputMode === "update"
            ? `, or set ${chainedUpdatesSetting} to true: the last operation then updates what the others have made final.`
            : "."),
      );
    }
    inputsOf(node).forEach(visit);
  };
  visit(plan);
}

/**
 * Checks the relations with streams from the bottom up, each with the mode that it runs in.
 *
 * @param chains - whether what lies below an operation that keeps state runs in append mode, whatever the query's mode is
 */
function checkEach(
  plan: ResolvedRelation,
  mode: OutputMode,
  chains: boolean,
  check: (plan: ResolvedRelation, mode: OutputMode) => void,
): void {
  const below = chains && dropsLateRows(plan) ? "append" : mode;
  for (const input of inputsOf(plan)) checkEach(input, below, chains, check);
  if (isStreaming(plan)) check(plan, mode);
}

function checkRelation(plan: ResolvedRelation, mode: OutputMode): void {
  checkExpressions(plan);
  switch (plan.kind) {
    case "aggregate":
      checkAggregate(plan);
      return;
    case "join":
      checkJoin(plan, mode);
      return;
    case "sort":
      if (mode === "complete" && some(plan.input, isStreamingAggregate)) return;
      throw refusal(
        "A stream is sorted only behind an aggregation in complete mode.",
        "Leave the order out and sort what the query has written, or aggregate and start it in complete mode.",
      );
    case "limit":
      if (plan.offset > 0n)
        throw refusal(
          "OFFSET is not supported on streams.",
          "Leave it out and skip rows of what the query has written.",
        );
      if (mode === "update")
        throw refusal(
          "LIMIT is not supported on streams in update mode.",
          "Start the query in append mode, or in complete mode behind an aggregation.",
        );
      return;
    case "groupProgram":
      checkGroupProgram(plan, mode);
      return;
    case "tail":
      throw refusal(
        "tail is not supported on streams: they have no end.",
        "Take the last rows of what the query has written.",
      );
    case "sample":
      throw refusal(
        "Sampling is not supported on streams.",
        "Filter by a value that is spread evenly, such as filter(pmod(xxhash64(id), 100) < 10), which takes the same rows each time.",
      );
    case "union":
      if (plan.inputs.every(isStreaming)) return;
      throw refusal(
        "A stream and a batch cannot be united.",
        "Read both as streams (readStream on the folder or the table), or write the batch to where the stream writes first.",
      );
    case "setOperation":
      if (plan.operation === "intersect")
        throw refusal(
          "INTERSECT is not supported on streams.",
          "Use a left semi join on all columns, with watermarks where both sides are streams, and dropDuplicates.",
        );
      if (isStreaming(plan.right))
        throw refusal(
          "EXCEPT takes no stream on its right side: a row might be taken away after it was given out.",
          "Use a left join with watermarks on both sides, and keep the rows whose right side is NULL.",
        );
      if (mode === "append")
        throw modeRefusal(
          mode,
          "EXCEPT",
          "Use a left anti join with the table, which looks at each row by itself, and dropDuplicates behind it where each is to come once.",
        );
      return;
    case "deduplicate":
      if (!plan.withinWatermark || plan.input.output.some(hasWatermark)) return;
      throw refusal(
        "dropDuplicatesWithinWatermark needs a watermark.",
        "Call withWatermark before it, on a column that is still there, or use dropDuplicates, whose state grows with the values.",
      );
    default:
      return;
  }
}

function checkGroupProgram({ inputs: [input, initial], program }: ResolvedGroupProgram, mode: OutputMode): void {
  if (program.outputMode !== mode)
    throw refusal(
      `transformWithState was made for ${program.outputMode} mode and cannot run in ${mode} mode.`,
      `Give both the same: outputMode: "${mode}" in its options, or outputMode("${program.outputMode}") for the query.`,
    );
  if (program.timeMode === "eventTime" && !input!.output.some(hasWatermark))
    throw refusal("Event time in transformWithState needs a watermark.", "Call withWatermark before groupByKey.");
  if (initial !== undefined && isStreaming(initial))
    throw refusal("An initial state cannot be a stream.", "Read it with spark.read, or feed its rows in as input.");
}

function checkAggregate({ aggregates }: ResolvedAggregate): void {
  if (aggregates.some((item) => item.expression.function.python !== undefined))
    throw refusal(
      "Aggregates in Python are not supported on streams, since they keep no state between batches.",
      "Use built-in aggregates, or collect_list and a udf over the list.",
    );
  if (aggregates.some((item) => item.expression.distinct))
    throw refusal(
      "Distinct aggregates are not supported on streams.",
      "Use approx_count_distinct, or size(collect_set(…)) for an exact count of few values, or dropDuplicates before groupBy.",
    );
}

/** Refuses aggregations that the output mode cannot give out. */
function checkAggregateMode(plan: ResolvedRelation, mode: OutputMode): void {
  if (plan.kind !== "aggregate") return;
  const { keys } = plan;
  if (mode === "update" && keys.some(({ expression }) => expression.kind === "column" && expression.sessionWindow))
    throw modeRefusal(
      mode,
      "session window streaming aggregations",
      "Sessions grow together, which no update tells: start the query in append mode with a watermark, or in complete mode.",
    );
  if (mode === "append" && !keys.some((key) => hasWatermark(key.expression)))
    throw modeRefusal(
      mode,
      "streaming aggregations without watermark",
      "Call withWatermark before groupBy and group by that time or a window of it, or start the query in update or complete mode.",
    );
}

/** Functions that number rows anew in each micro-batch. */
const perBatch = new Set(["monotonically_increasing_id"]);

function checkExpressions(plan: ResolvedRelation): void {
  if (plan.kind === "project") checkWindows(plan);
  for (const expression of expressionsOf(plan)) {
    walk(expression, (part) => {
      if (part.kind !== "call" || !perBatch.has(part.function.name)) return;
      throw refusal(
        `${qualifiedName(part, "UTC")} has no meaning on a stream: it begins anew with each batch.`,
        "Use uuid(), or a hash of the row's own values; in foreachBatch the number of the batch is there too.",
      );
    });
  }
}

import { sparkError } from "../../common/index.ts";
import { mapInputs } from "../analyze/index.ts";
import { inputsOf, type ResolvedAggregate, type ResolvedRelation, type ScanRelation } from "../plan/index.ts";

/**
 * A streaming plan cut at its aggregation: what lies below runs over the rows of a batch, what lies above over the state.
 */
export interface IncrementalPlan {
  /** The plan before the cut. */
  readonly whole: ResolvedRelation;
  /** The streaming scans, in the order of the plan: the order of offsets in the checkpoint. */
  readonly sources: readonly ScanRelation[];
  /** Absent for a query without state. */
  readonly aggregate: ResolvedAggregate | undefined;
  /** The query's result; where there is an aggregation, a scan of its result stands in its place. */
  readonly output: ResolvedRelation;
  /** The id of that scan. */
  readonly stateScanId: number | undefined;
  /** Whether every row of the sources reaches the aggregation, so that counting there counts input rows. */
  readonly countsInput: boolean;
}

/**
 * Plans a streaming query that has passed the analyzer's streaming rules.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for operators whose state Millrace does not keep
 */
export function planIncrementally(plan: ResolvedRelation): IncrementalPlan {
  const sources = streamingScans(plan);
  const aggregates = findAll(plan, (node): node is ResolvedAggregate => node.kind === "aggregate" && isStreaming(node));
  refuseStatefulOperators(plan);
  if (aggregates.length > 1) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "more than one streaming aggregation in a query",
      hint: "Write the first one to a table or to files and stream from there.",
    });
  }
  const [aggregate] = aggregates;
  if (aggregate === undefined) {
    return { whole: plan, sources, aggregate: undefined, output: plan, stateScanId: undefined, countsInput: false };
  }
  const stateScan: ScanRelation = {
    kind: "scan",
    id: aggregate.output[0]?.id ?? 0,
    source: { format: "state", options: {}, paths: [], schema: sources[0]!.source.schema, streaming: true },
    output: aggregate.output,
  };
  return {
    whole: plan,
    sources,
    aggregate,
    output: replace(plan, aggregate, stateScan),
    stateScanId: stateScan.id,
    countsInput: passesAllRows(aggregate.input) && sources.length === 1,
  };
}

/** The scans of streams below a relation. */
export function streamingScans(plan: ResolvedRelation): ScanRelation[] {
  return findAll(plan, (node): node is ScanRelation => node.kind === "scan" && node.source.streaming);
}

function isStreaming(plan: ResolvedRelation): boolean {
  return streamingScans(plan).length > 0;
}

function findAll<T extends ResolvedRelation>(plan: ResolvedRelation, test: (node: ResolvedRelation) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ResolvedRelation): void => {
    if (test(node)) found.push(node);
    for (const input of inputsOf(node)) visit(input);
  };
  visit(plan);
  return found;
}

function refuseStatefulOperators(plan: ResolvedRelation): void {
  const refuse = (feature: string, hint: string) => {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature, hint });
  };
  const stateful = findAll(plan, (node): node is ResolvedRelation => isStreaming(node));
  for (const node of stateful) {
    if (node.kind === "deduplicate" || node.kind === "distinct") {
      refuse(
        "dropDuplicates and distinct on a stream",
        "Deduplicate in foreachBatch, or count by key and keep the keys.",
      );
    }
    if (node.kind === "join" && isStreaming(node.left) && isStreaming(node.right)) {
      refuse("a join of two streams", "Join a stream with a table, or collect one side with a query of its own.");
    }
    if (node.kind === "watermark") {
      refuse("withWatermark", "Aggregate in complete or update mode without a watermark.");
    }
    if ((node.kind === "limit" || node.kind === "tail") && !hasAggregateBelow(node)) {
      refuse("limit on a stream that is not aggregated", "Take rows from the query's result instead.");
    }
  }
}

const hasAggregateBelow = (plan: ResolvedRelation): boolean =>
  findAll(plan, (node): node is ResolvedAggregate => node.kind === "aggregate").length > 0;

function passesAllRows(plan: ResolvedRelation): boolean {
  if (plan.kind === "scan") return true;
  const passes = plan.kind === "project" || plan.kind === "pythonEval" || plan.kind === "observe";
  return passes && passesAllRows(plan.input);
}

/** The plan with one node put in the place of another. */
const replace = (plan: ResolvedRelation, target: ResolvedRelation, replacement: ResolvedRelation): ResolvedRelation =>
  plan === target ? replacement : mapInputs(plan, (input) => replace(input, target, replacement));

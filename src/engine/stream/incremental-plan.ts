import { sparkError } from "../../common/index.ts";
import { mapInputs } from "../analyze/index.ts";
import {
  inputsOf,
  type ResolvedAggregate,
  type ResolvedDeduplicate,
  type ResolvedGroupProgram,
  type ResolvedJoin,
  type ResolvedLimit,
  type ResolvedRelation,
  type ResolvedWatermark,
  type ScanRelation,
} from "../plan/index.ts";
import type { OutputMode } from "../sinks/index.ts";
import { pushFilters } from "./push-filters.ts";

/** A relation that cannot be computed from the rows of a batch alone, or that observes them. */
export type StageNode =
  | ResolvedAggregate
  | ResolvedDeduplicate
  | ResolvedGroupProgram
  | ResolvedJoin
  | ResolvedLimit
  | ResolvedWatermark;

/** A part of a streaming plan that is computed on its own, before the parts above it. */
export interface Stage {
  /** The id of the scan that stands for the stage's rows in what lies above. */
  readonly id: number;
  /** What the stage computes; scans stand in it for the stages below. */
  readonly node: StageNode;
}

/**
 * A streaming plan cut at everything that keeps state or observes event time, from the bottom up: the leaves of each stage are scans of
 * streams, what stands still, and the stages below.
 */
export interface IncrementalPlan {
  /** The plan before the cuts. */
  readonly whole: ResolvedRelation;
  /** The streaming scans, in the order of the plan: the order of offsets in the checkpoint. */
  readonly sources: readonly ScanRelation[];
  /** Each behind those that it reads. */
  readonly stages: readonly Stage[];
  /** The query's result over the stages. */
  readonly output: ResolvedRelation;
}

/**
 * Plans a streaming query that has passed the analyzer's streaming rules.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for operators whose state Millrace does not keep
 */
export function planIncrementally(plan: ResolvedRelation, mode: OutputMode): IncrementalPlan {
  const sources = streamingScans(plan);
  const stages: Stage[] = [];
  const cut = (relation: ResolvedRelation): ResolvedRelation => {
    const node = mapInputs(relation, cut);
    if (!isStageNode(relation, mode)) return node;
    // Ids of the plan's own scans are positive.
    const stage: Stage = { id: -1 - stages.length, node: node as StageNode };
    stages.push(stage);
    const source = { format: "stage", options: {}, paths: [], schema: sources[0]!.source.schema, streaming: true };
    return { kind: "scan", id: stage.id, source, output: node.output };
  };
  return { whole: plan, sources, output: cut(pushFilters(plan)), stages };
}

/** The scans of streams below a relation; stages count as such. */
export function streamingScans(plan: ResolvedRelation): ScanRelation[] {
  return findAll(plan, (node): node is ScanRelation => node.kind === "scan" && node.source.streaming);
}

/** The ids of the stages from the top of the plan down and from left to right, the order in which Spark reports operators. */
export function topDown({ output, stages }: IncrementalPlan): number[] {
  const nodes = new Map(stages.map(({ id, node }) => [id, node]));
  const below = (relation: ResolvedRelation): number[] =>
    streamingScans(relation)
      .filter(isStageScan)
      .flatMap(({ id }) => [id, ...below(nodes.get(id)!)]);
  return below(output);
}

/** Whether a scan stands for a stage. */
export const isStageScan = (scan: ScanRelation): boolean => scan.id < 0;

function isStageNode(node: ResolvedRelation, mode: OutputMode): node is StageNode {
  const isStreaming = (relation: ResolvedRelation) => streamingScans(relation).length > 0;
  switch (node.kind) {
    case "aggregate":
    case "deduplicate":
    case "groupProgram":
    case "watermark":
      return isStreaming(node);
    case "join":
      return isStreaming(node.left) && isStreaming(node.right);
    case "limit":
      return node.limit !== 0n && isStreaming(node) && (mode === "append" || !hasStreamingAggregate(node));
    case "tail":
      if (!isStreaming(node) || hasStreamingAggregate(node)) return false;
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: "tail of a stream that is not aggregated",
        hint: "Take rows from the query's result instead.",
      });
    default:
      return false;
  }
}

const hasStreamingAggregate = (plan: ResolvedRelation): boolean =>
  findAll(plan, (node): node is ResolvedAggregate => node.kind === "aggregate" && streamingScans(node).length > 0)
    .length > 0;

function findAll<T extends ResolvedRelation>(plan: ResolvedRelation, test: (node: ResolvedRelation) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ResolvedRelation): void => {
    if (test(node)) found.push(node);
    for (const input of inputsOf(node)) visit(input);
  };
  visit(plan);
  return found;
}

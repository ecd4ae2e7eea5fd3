import type { ResolvedColumn, ResolvedRelation } from "../plan/index.ts";
import type { Analysis, NameLookup } from "./analysis.ts";
import { pass, project } from "./build.ts";
import { fieldsOf } from "./resolve-extract.ts";
import { outputOf } from "./resolve-join.ts";
import { findColumn, type Scope } from "./scope.ts";

/** Relations through which ORDER BY and WHERE see what was not selected. */
const transparent = new Set<ResolvedRelation["kind"]>(["project", "filter", "sort", "generate", "sample", "watermark"]);

const isOpen = (scope: Scope): boolean =>
  !scope.closed && scope.inputs.length === 1 && !scope.aggregation && transparent.has(scope.plan.kind);

function findBelow(
  scope: Scope,
  matches: (scope: Scope) => ReturnType<typeof findColumn>,
): ReturnType<typeof findColumn> {
  let at = scope;
  while (isOpen(at)) {
    at = at.inputs[0]!;
    const match = matches(at);
    if (match) return canExpose(scope.plan, match.column.id) ? match : undefined;
  }
  return undefined;
}

/**
 * Finds columns that the relation reads but does not give; their ids are added to `needed`, for {@link expose}.
 */
export function belowLookup(input: Scope, needed: Set<number>, analysis: Analysis): NameLookup {
  const { caseSensitive } = analysis.context.settings;
  const metadata = metadataLookup(input, needed, analysis);
  return (attribute, names) => {
    const match = findBelow(input, (scope) => {
      if (attribute.planId !== undefined && scope.planId !== attribute.planId) return undefined;
      return findColumn(attribute.parts, scope.columns, scope.hidden, caseSensitive);
    });
    if (!match) return metadata(attribute, names);
    needed.add(match.column.id);
    return fieldsOf(match, analysis);
  };
}

/**
 * Finds the column that files have besides those of their schema, `_metadata`, where a scan of files lies below; else as
 * {@link belowLookup}.
 */
export function metadataLookup(input: Scope, needed: Set<number>, analysis: Analysis): NameLookup {
  const { caseSensitive } = analysis.context.settings;
  return ({ parts }) => {
    const match = findColumn(parts, metadataColumns(input), undefined, caseSensitive);
    if (!match || !canExpose(input.plan, match.column.id)) return undefined;
    needed.add(match.column.id);
    return fieldsOf(match, analysis);
  };
}

/** The columns `_metadata` of the files below, as far as names reach. */
function metadataColumns(scope: Scope): readonly ResolvedColumn[] {
  const { plan } = scope;
  if (plan.kind === "scan")
    return plan.metadata ? [{ ...plan.metadata, qualifier: scope.columns[0]?.qualifier ?? [] }] : [];
  if (isOpen(scope)) return metadataColumns(scope.inputs[0]!);
  if (plan.kind !== "join" || scope.closed || scope.inputs.length !== 2) return [];
  const [left, right] = scope.inputs.map(metadataColumns);
  return outputOf(left!, right!, plan.type);
}

const has = (plan: ResolvedRelation, id: number): boolean => plan.output.some((column) => column.id === id);

function canExpose(plan: ResolvedRelation, id: number): boolean {
  if (has(plan, id)) return true;
  if (plan.kind === "scan") return plan.metadata?.id === id;
  if (plan.kind === "join") return canExpose(plan.left, id) || canExpose(plan.right, id);
  return transparent.has(plan.kind) && "input" in plan && canExpose(plan.input, id);
}

/** The relation with columns from below it added to its own. */
export function expose(plan: ResolvedRelation, ids: ReadonlySet<number>): ResolvedRelation {
  const missing = [...ids].filter((id) => !has(plan, id));
  if (plan.kind === "scan" && plan.metadata && missing.includes(plan.metadata.id)) {
    return { ...plan, output: [...plan.output, plan.metadata] };
  }
  if (missing.length === 0) return plan;
  if (plan.kind === "join") {
    const [left, right] = [plan.left, plan.right].map((side) => expose(side, only(ids, side)));
    const all = outputOf(left!.output, right!.output, plan.type);
    return {
      ...plan,
      left: left!,
      right: right!,
      output: [...plan.output, ...all.filter(({ id }) => missing.includes(id))],
    };
  }
  if (!("input" in plan)) return plan;
  const input = expose(plan.input, ids);
  const added = missing.flatMap((id): ResolvedColumn[] => {
    const column = input.output.find((candidate) => candidate.id === id);
    return column ? [column] : [];
  });
  if (plan.kind === "project") return project(input, [...plan.items, ...added.map(pass)]);
  if (plan.kind === "generate") return { ...plan, input, output: [...input.output, ...plan.generated] };
  return { ...plan, input, output: [...plan.output, ...added] };
}

const only = (ids: ReadonlySet<number>, plan: ResolvedRelation): ReadonlySet<number> =>
  new Set([...ids].filter((id) => canExpose(plan, id)));

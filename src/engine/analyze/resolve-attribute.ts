import { sparkError } from "../../common/index.ts";
import { lookupFunction } from "../functions/index.ts";
import { type AttributeExpression, type ResolvedColumn, type ResolvedExpression, walk } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { fieldsOf } from "./resolve-extract.ts";
import { type ColumnMatch, findColumn, type Scope } from "./scope.ts";
import { candidatesOf, unresolvedColumn } from "./suggestions.ts";

/** Functions that SQL may call without parentheses. */
const bareFunctions = new Set([
  "current_date",
  "current_timestamp",
  "current_time",
  "localtimestamp",
  "current_user",
  "session_user",
  "user",
  "grouping__id",
]);

/**
 * What a name means: a lambda's parameter, a column of the relation, what the operator offers besides, a function without
 * parentheses, a column of the query around.
 *
 * @throws SparkException `UNRESOLVED_COLUMN.*`, `AMBIGUOUS_REFERENCE`, `CANNOT_RESOLVE_DATAFRAME_COLUMN`
 */
export function resolveAttribute(attribute: AttributeExpression, names: Names, analysis: Analysis): ResolvedExpression {
  const found = lookUp(attribute, names, analysis);
  if (found) return found;
  if (attribute.planId !== undefined) {
    throw sparkError("CANNOT_RESOLVE_DATAFRAME_COLUMN", { name: `"${attribute.parts.join(".")}"` });
  }
  const candidates = [...(names.candidates ?? candidatesOf(names.scope.columns)), ...(names.proposals ?? [])];
  throw unresolvedColumn(attribute.parts, candidates);
}

/** As {@link resolveAttribute}; undefined where the name means nothing. */
export function lookUp(
  attribute: AttributeExpression,
  names: Names,
  analysis: Analysis,
): ResolvedExpression | undefined {
  if (attribute.planId !== undefined) {
    return (
      columnOfPlan(attribute, attribute.planId, names.scope, analysis) ??
      names.after?.(attribute, names) ??
      lookUpOutside(attribute, analysis)
    );
  }
  const { parts } = attribute;
  const variable = names.variables?.get(parts[0]!.toLowerCase());
  if (variable) return fieldsOf({ column: variable, fields: parts.slice(1) }, analysis);
  const before = names.before?.(attribute, names);
  if (before) return before;
  const { scope } = names;
  const match = findColumn(parts, scope.columns, scope.hidden, analysis.context.settings.caseSensitive);
  if (match) return fieldsOf(match, analysis);
  return names.after?.(attribute, names) ?? bareFunction(parts, analysis, names) ?? lookUpOutside(attribute, analysis);
}

function bareFunction(parts: readonly string[], analysis: Analysis, names: Names): ResolvedExpression | undefined {
  const name = parts[0]!.toLowerCase();
  if (parts.length !== 1 || !bareFunctions.has(name) || !lookupFunction(name)) return undefined;
  return analysis.expression({ kind: "call", name, args: [] }, names, analysis);
}

function lookUpOutside(attribute: AttributeExpression, analysis: Analysis): ResolvedExpression | undefined {
  const { outer } = analysis;
  if (!outer) return undefined;
  const found = lookUp(attribute, outer.names, outer.analysis);
  // A name is a column or a field of one; the parameter of an SQL function is whatever was given for it.
  if (found !== undefined)
    walk(found, (part) => {
      if (part.kind === "column") outer.used.set(part.id, part);
    });
  return found;
}

interface PlanMatch {
  readonly match: ColumnMatch;
  readonly depth: number;
}

/** Matches in the relations with this plan id, which may occur more than once below a self join. */
function matchesOfPlan(
  attribute: AttributeExpression,
  planId: bigint,
  scope: Scope,
  depth: number,
  found: PlanMatch[],
  analysis: Analysis,
): boolean {
  if (scope.planId === planId) {
    const match = findColumn(attribute.parts, scope.columns, scope.hidden, analysis.context.settings.caseSensitive);
    if (!match) throw unresolvedColumn(attribute.parts, candidatesOf(scope.columns));
    found.push({ match, depth });
    return true;
  }
  let seen = false;
  for (const input of scope.inputs) seen = matchesOfPlan(attribute, planId, input, depth + 1, found, analysis) || seen;
  return seen;
}

/**
 * The column that `df["a"]` means: the one of the relation `df` below, however its name is shared, as long as it still comes up to
 * here.
 *
 * @throws SparkException `AMBIGUOUS_COLUMN_REFERENCE` where the relation occurs twice
 */
function columnOfPlan(
  attribute: AttributeExpression,
  planId: bigint,
  scope: Scope,
  analysis: Analysis,
): ResolvedExpression | undefined {
  const found: PlanMatch[] = [];
  matchesOfPlan(attribute, planId, scope, 0, found, analysis);
  const available = (column: ResolvedColumn) =>
    scope.columns.find((other) => other.id === column.id) ?? scope.hidden?.find((other) => other.id === column.id);
  const reachable = found.filter(({ match }) => available(match.column));
  const depth = Math.min(...reachable.map((candidate) => candidate.depth));
  const nearest = reachable.filter((candidate) => candidate.depth === depth);
  if (nearest.length > 1) throw sparkError("AMBIGUOUS_COLUMN_REFERENCE", { name: `"${attribute.parts.join(".")}"` });
  if (nearest.length === 0) return undefined;
  const { match } = nearest[0]!;
  const column = { ...available(match.column)!, name: match.column.name };
  return fieldsOf({ column, fields: match.fields }, analysis);
}

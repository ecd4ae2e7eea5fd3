import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import type { RegexExpression, ResolvedColumn, ResolvedExpression, StarExpression } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { quote, quoteParts } from "./identifiers.ts";
import { fieldAt, fieldsOf } from "./resolve-extract.ts";
import { findColumn, type Scope, sameName } from "./scope.ts";
import { namesOf, orderBySimilarity } from "./suggestions.ts";

/** What a star or a regular expression stands for, in the order of the columns. */
export function expandStar(
  star: StarExpression | RegexExpression,
  names: Names,
  analysis: Analysis,
): readonly ResolvedExpression[] {
  return star.kind === "regex" ? matching(star, names.scope, analysis) : starOf(star, names, analysis);
}

function starOf(star: StarExpression, names: Names, analysis: Analysis): readonly ResolvedExpression[] {
  const { scope } = names;
  const { caseSensitive } = analysis.context.settings;
  const expanded = targetOf(star, names, analysis);
  if (!star.except) return expanded;
  const dropped = new Set<string>();
  const written = star.except.map((parts) => parts.join("."));
  if (new Set(written.map((name) => name.toLowerCase())).size < written.length) {
    throw sparkError("EXCEPT_OVERLAPPING_COLUMNS", { columns: written.join(", ") });
  }
  for (const parts of star.except) {
    const name = parts.at(-1)!;
    const found = expanded.find((column) => "name" in column && sameName(column.name, name, caseSensitive));
    if (!found) {
      const proposal = orderBySimilarity(parts, namesOf(scope.columns)).slice(0, 5).join(", ");
      throw sparkError("UNRESOLVED_COLUMN.WITH_SUGGESTION", { objectName: quoteParts(parts), proposal });
    }
    dropped.add((found as ResolvedColumn).name);
  }
  return expanded.filter((column) => !("name" in column && dropped.has(column.name)));
}

function planScope(scope: Scope, planId: bigint): Scope | undefined {
  if (scope.planId === planId) return scope;
  for (const input of scope.inputs) {
    const found = planScope(input, planId);
    if (found) return found;
  }
  return undefined;
}

function targetOf(star: StarExpression, names: Names, analysis: Analysis): readonly ResolvedExpression[] {
  const { scope } = names;
  if (star.planId !== undefined) {
    const columns = planScope(scope, star.planId)?.columns;
    if (!columns) throw sparkError("CANNOT_RESOLVE_DATAFRAME_COLUMN", { name: '"*"' });
    const here = new Map(scope.columns.map((column) => [column.id, column]));
    return columns.map((column) => {
      const found = here.get(column.id);
      if (!found) throw sparkError("CANNOT_RESOLVE_DATAFRAME_COLUMN", { name: `"${column.name}"` });
      return found;
    });
  }
  if (star.target.length === 0) return scope.columns;
  const { caseSensitive } = analysis.context.settings;
  const { target } = star;
  const qualified = [...scope.columns, ...(scope.hidden ?? [])].filter(({ qualifier }) => {
    const tail = qualifier.slice(-target.length);
    return tail.length === target.length && tail.every((part, at) => sameName(part, target[at]!, caseSensitive));
  });
  if (qualified.length > 0) {
    // A relation under an alias gives its columns in its own order, also where USING has moved the key to the front.
    return inOwnOrder(qualified, scope);
  }
  const match = findColumn(target, scope.columns, scope.hidden, caseSensitive);
  const value = match ? fieldsOf(match, analysis) : names.after?.({ kind: "attribute", parts: target }, names);
  if (value) {
    if (value.type.kind === "struct") {
      return (value.type as StructType).fields.map((_field, ordinal) => fieldAt(value, ordinal));
    }
    throw sparkError("_LEGACY_ERROR_TEMP_1050", { attributes: `List(${target.join(", ")})` });
  }
  throw sparkError("CANNOT_RESOLVE_STAR_EXPAND", {
    targetString: quoteParts(target),
    columns: scope.columns
      .map((column) => quote(column.name))
      .sort()
      .join(", "),
  });
}

function inOwnOrder(columns: readonly ResolvedColumn[], scope: Scope): readonly ResolvedColumn[] {
  const positions = new Map<number, number>();
  const visit = (node: Scope) => {
    if (node.inputs.length > 1) node.inputs.forEach(visit);
    else for (const column of node.columns) if (!positions.has(column.id)) positions.set(column.id, positions.size);
  };
  visit(scope);
  const at = (column: ResolvedColumn) => positions.get(column.id) ?? Number.MAX_SAFE_INTEGER;
  return [...columns].sort((a, b) => at(a) - at(b));
}

function matching(regex: RegexExpression, scope: Scope, analysis: Analysis): readonly ResolvedColumn[] {
  const { caseSensitive } = analysis.context.settings;
  const bare = regex.pattern.match(/^`(.*)`$/s)?.[1] ?? regex.pattern;
  const pattern = new RegExp(`^(?:${withoutPossession(bare)})$`, caseSensitive ? "s" : "is");
  const { table } = regex;
  return scope.columns.filter(
    ({ name, qualifier }) =>
      pattern.test(name) && (table === undefined || sameName(qualifier.at(-1) ?? "", table, caseSensitive)),
  );
}

/**
 * Java's possessive quantifiers, which give nothing back, in JavaScript's terms: what a lookahead has matched stays matched. Groups are
 * not captured, so that numbers mean those of the lookaheads.
 */
function withoutPossession(pattern: string): string {
  const possessive = /(\((?:\?:)?[^()]*\)|\[[^\]]*\]|\\.|[^\\()[\]])([*+?]|\{[\d,]+\})\+/g;
  if (!possessive.test(pattern)) return pattern;
  let group = 0;
  return pattern.replaceAll(possessive, (_, atom: string, quantifier: string) => {
    group += 1;
    return `(?=(${atom.replace(/^\((?!\?)/, "(?:")}${quantifier}))\\${group}`;
  });
}

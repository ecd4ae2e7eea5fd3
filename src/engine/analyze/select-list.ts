import { sparkError } from "../../common/index.ts";
import {
  type AliasExpression,
  type Expression,
  type NamedExpression,
  type ResolvedExpression,
  type ResolvedRelation,
  walk,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { columnFor, pass, project } from "./build.ts";
import { type GeneratorItem, generateRows, generatorItem } from "./generators.ts";
import { quote } from "./identifiers.ts";
import { lateralName } from "./names.ts";
import { partsOfKind } from "./refusals.ts";
import { fieldsOf } from "./resolve-extract.ts";
import { replaceTopDown } from "./rewrite.ts";
import { expandStar } from "./stars.ts";

/** One entry of a SELECT list: a column, or a generator that makes several. */
export interface SelectItem extends NamedExpression {
  readonly generator?: GeneratorItem;
  /** Set where the user gave the name, which later entries may then use. */
  readonly aliased?: boolean;
}

/** The name of an expression that the user did not name. */
function nameOf(
  written: Expression,
  resolved: ResolvedExpression,
  earlier: ReadonlySet<number>,
  analysis: Analysis,
): string {
  if (written.kind === "attribute" && written.parts.length > 1 && resolved.kind !== "column")
    return written.parts.at(-1)!;
  // The cast of a column keeps the column's name.
  if (resolved.kind === "cast" && !resolved.implicit && resolved.child.kind === "column") return resolved.child.name;
  if (written.kind === "cast" && written.child.kind === "alias") return written.child.names[0]!;
  return lateralName(resolved, earlier, analysis.context.settings.timeZone);
}

/** The entry for an expression; a bare column passes through under its id, so that `df["a"]` still finds it. */
function itemOf(expression: ResolvedExpression, name: string, analysis: Analysis): SelectItem {
  if (expression.kind === "column") return pass(expression);
  return { expression, column: columnFor(analysis.context, name, expression) };
}

function aliased(alias: AliasExpression, expression: ResolvedExpression, analysis: Analysis): SelectItem {
  if (alias.names.length !== 1) {
    throw sparkError("UDTF_ALIAS_NUMBER_MISMATCH", {
      aliasesSize: "1",
      aliasesNames: alias.names.join(", "),
    });
  }
  const column = columnFor(analysis.context, alias.names[0]!, expression);
  return { expression, column: alias.metadata ? { ...column, metadata: alias.metadata } : column, aliased: true };
}

const aliases = (items: readonly SelectItem[]): ReadonlySet<number> =>
  new Set(items.filter((item) => item.aliased).map((item) => item.column.id));

/**
 * The entries of a SELECT list with stars spelled out. An entry may use the names of those before it, where the relation has no such
 * column.
 *
 * @throws SparkException `AMBIGUOUS_LATERAL_COLUMN_ALIAS` and what its expressions raise
 */
export function resolveSelectList(
  expressions: readonly Expression[],
  names: Names,
  analysis: Analysis,
): readonly SelectItem[] {
  const items: SelectItem[] = [];
  const lateral: Names = {
    ...names,
    outside: names,
    after: (attribute, inner) => {
      if (attribute.planId === undefined) {
        const name = attribute.parts[0]!.toLowerCase();
        const hits = items.filter((item) => item.aliased && item.column.name.toLowerCase() === name);
        if (hits.length > 1) {
          throw sparkError("AMBIGUOUS_LATERAL_COLUMN_ALIAS", {
            name: quote(attribute.parts[0]!),
            n: String(hits.length),
          });
        }
        if (hits[0]) return fieldsOf({ column: hits[0].column, fields: attribute.parts.slice(1) }, analysis);
      }
      return names.after?.(attribute, inner);
    },
  };
  for (const written of expressions) {
    if (written.kind === "star" || written.kind === "regex") {
      for (const expanded of expandStar(written, lateral, analysis)) {
        const name = expanded.kind === "field" ? expanded.name : "";
        items.push(itemOf(expanded, name, analysis));
      }
      continue;
    }
    const inner = written.kind === "alias" ? written.child : written;
    const resolved = analysis.expression(inner, lateral, analysis);
    if (resolved.kind === "generatorCall") {
      items.push(generatorItem(resolved, written.kind === "alias" ? written.names : [], analysis));
    } else if (written.kind === "alias") {
      items.push(aliased(written, resolved, analysis));
    } else {
      items.push(itemOf(resolved, nameOf(written, resolved, aliases(items), analysis), analysis));
    }
  }
  return items;
}

/** The columns that the entries make, each id once: a column named twice gets a second id that remembers the first. */
function distinctIds(items: readonly SelectItem[], analysis: Analysis): readonly NamedExpression[] {
  const seen = new Set<number>();
  return items.map(({ expression, column }) => {
    if (!seen.has(column.id)) {
      seen.add(column.id);
      return { expression, column };
    }
    const duplicateOf = column.duplicateOf ?? column.id;
    return { expression, column: { ...column, id: analysis.context.nextId(), duplicateOf } };
  });
}

/** How many projects below must have run before this expression can be computed, by the levels of the aliases that it uses. */
function levelOf(expression: ResolvedExpression, levels: ReadonlyMap<number, number>): number {
  let level = 0;
  walk(expression, (part) => {
    if (part.kind === "column") level = Math.max(level, (levels.get(part.id) ?? -1) + 1);
  });
  return level;
}

/** A project for the entries; several, one upon the other, where entries use the names of others. */
function layered(input: ResolvedRelation, items: readonly NamedExpression[]): ResolvedRelation {
  const levels = new Map<number, number>();
  let top = 0;
  for (const { expression, column } of items) {
    if (expression.kind === "column" && expression.id === column.id && !levels.has(column.id)) continue;
    const level = levelOf(expression, levels);
    levels.set(column.id, level);
    top = Math.max(top, level);
  }
  if (top === 0) return project(input, items);
  let plan = input;
  for (let level = 0; level < top; level++) {
    const made = items.filter(({ column }) => levels.get(column.id) === level);
    plan = project(plan, [...plan.output.map(pass), ...made]);
  }
  return project(
    plan,
    items.map((item) => ((levels.get(item.column.id) ?? top) < top ? pass(item.column) : item)),
  );
}

/**
 * The relation that computes the entries of a SELECT list over `input`, generators included.
 *
 * @throws SparkException `UNSUPPORTED_GENERATOR.*`
 */
export function projectItems(
  input: ResolvedRelation,
  items: readonly SelectItem[],
  analysis: Analysis,
): ResolvedRelation {
  const generated = generateRows(input, items, analysis);
  const { below, upper } = innerWindows(generated.items, analysis);
  const base = below.length === 0 ? generated.input : withColumns(generated.input, below, analysis);
  return layered(base, distinctIds(upper, analysis));
}

const withColumns = (
  input: ResolvedRelation,
  items: readonly NamedExpression[],
  analysis: Analysis,
): ResolvedRelation => projectItems(input, [...input.output.map(pass), ...items], analysis);

/** Windows of windows: the inner ones are columns of a project below, which the outer ones use. */
function innerWindows(
  items: readonly NamedExpression[],
  analysis: Analysis,
): { readonly below: readonly NamedExpression[]; readonly upper: readonly NamedExpression[] } {
  const below: NamedExpression[] = [];
  const upper = items.map((item) => {
    const expression = replaceTopDown(item.expression, (outer) => {
      if (outer.kind !== "window" || partsOfKind(outer, "window").length < 2) return undefined;
      return replaceTopDown(outer, (part) => {
        if (part.kind !== "window" || part === outer) return undefined;
        const column = columnFor(analysis.context, "window", part);
        below.push({ expression: part, column });
        return column;
      });
    });
    return expression === item.expression ? item : { ...item, expression };
  });
  return { below, upper };
}

import { sparkError } from "../../common/index.ts";
import type {
  DeduplicateRelation,
  DropRelation,
  NamedExpression,
  RenameRelation,
  ResolvedColumn,
  ResolvedExpression,
  ToSchemaRelation,
  WithColumnsRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { expose, metadataLookup } from "./below.ts";
import { columnFor, distinct, newColumn, pass } from "./build.ts";
import { quote } from "./identifiers.ts";
import { isStreaming } from "./is-streaming.ts";

import { aggregatesOf, refuseMaps, shownType } from "./refusals.ts";
import { castTo } from "./resolve-cast.ts";
import { findColumn, type Scope, sameName, scopeOver } from "./scope.ts";
import { projectItems, resolveSelectList } from "./select-list.ts";
import { settle } from "./settle.ts";
import { candidatesOf, unresolvedColumn } from "./suggestions.ts";

/** A scope whose columns are those of `input` with some left out, renamed or added, qualifiers kept. */
function reprojected(
  input: Scope,
  items: readonly NamedExpression[],
  planId: bigint | undefined,
  analysis: Analysis,
): Scope {
  const plan = projectItems(input.plan, items, analysis);
  return { plan, columns: plan.output, inputs: [input], planId };
}

/** Columns that are not there are no error. */
export function resolveDrop(relation: DropRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const { caseSensitive } = analysis.context.settings;
  const dropped = new Set<number>();
  for (const expression of relation.columns) {
    if (expression.kind === "attribute" && expression.planId === undefined) {
      const match = findColumn(expression.parts, input.columns, input.hidden, caseSensitive);
      if (match?.fields.length === 0) dropped.add(match.column.id);
      continue;
    }
    const resolved = analysis.expression(expression, { scope: input }, analysis);
    if (resolved.kind === "column") dropped.add(resolved.id);
  }
  const isDropped = (column: ResolvedColumn) =>
    dropped.has(column.id) || relation.names.some((name) => sameName(name, column.name, caseSensitive));
  const kept = input.columns.filter((column) => !isDropped(column));
  if (kept.length === input.columns.length && !input.hidden) return scopeOver(input.plan, input, relation.planId);
  return reprojected(input, kept.map(pass), relation.planId, analysis);
}

/**
 * `withColumns`: a column of the same name is replaced where it stands, others come behind.
 *
 * @throws SparkException `COLUMN_ALREADY_EXISTS`
 */
export function resolveWithColumns(relation: WithColumnsRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const { caseSensitive } = analysis.context.settings;
  const names = relation.columns.map((column) => column.names[0]!);
  const twice = names.find((name, at) => names.findIndex((other) => sameName(other, name, caseSensitive)) !== at);
  if (twice !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quote(twice.toLowerCase()) });
  const needed = new Set<number>();
  const after = metadataLookup(input, needed, analysis);
  const added = resolveSelectList(relation.columns, { scope: input, after }, analysis);
  const used = new Set<number>();
  const items = input.columns.map((column) => {
    const at = names.findIndex((name) => sameName(name, column.name, caseSensitive));
    if (at < 0) return pass(column);
    used.add(at);
    return added[at]!;
  });
  const absent = names.find((_, at) => !used.has(at));
  if (relation.existing === true && absent !== undefined)
    throw unresolvedColumn([absent], candidatesOf(input.columns.map((column) => ({ ...column, qualifier: [] }))));
  const all = [...items, ...added.filter((_, at) => !used.has(at))];
  for (const item of added) {
    const [aggregate] = aggregatesOf(item.expression);
    if (aggregate) throw sparkError("MISSING_GROUP_BY");
  }
  return reprojected({ ...input, plan: expose(input.plan, needed) }, all, relation.planId, analysis);
}

/** `withColumnRenamed`: columns that are not there are no error. */
export function resolveRename(relation: RenameRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const { caseSensitive } = analysis.context.settings;
  const items = input.columns.map((column): NamedExpression => {
    const rename = relation.renames.findLast(({ from }) => sameName(from, column.name, caseSensitive));
    if (!rename) return pass(column);
    return { expression: column, column: columnFor(analysis.context, rename.to, column) };
  });
  return reprojected(input, items, relation.planId, analysis);
}

/**
 * `to(schema)`: the schema's columns in its order, found by name, cast where that is safe.
 *
 * @throws SparkException `UNRESOLVED_COLUMN.*`, `NULLABLE_COLUMN_OR_FIELD`, `INVALID_COLUMN_OR_FIELD_DATA_TYPE`
 */
export function resolveToSchema(relation: ToSchemaRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const items = relation.schema.fields.map((field): NamedExpression => {
    const { caseSensitive } = analysis.context.settings;
    const match = findColumn([field.name], input.columns, undefined, caseSensitive);
    if (!match) {
      if (field.nullable) {
        const column = newColumn(analysis.context, field.name, { type: field.dataType, nullable: true });
        return { expression: { kind: "literal", type: field.dataType, value: null, nullable: true }, column };
      }
      throw unresolvedColumn([field.name], candidatesOf(input.columns));
    }
    const { column } = match;
    const made = ({ type }: ResolvedExpression) =>
      newColumn(analysis.context, field.name, { type, nullable: field.nullable });
    if (column.nullable && !field.nullable) {
      throw sparkError("NULLABLE_COLUMN_OR_FIELD", { name: quote(column.name) });
    }
    if (column.type.equals(field.dataType)) {
      return { expression: column, column: made(column) };
    }
    if (!widens(column.type.kind, field.dataType.kind)) {
      throw sparkError("INVALID_COLUMN_OR_FIELD_DATA_TYPE", {
        name: quote(column.name),
        type: shownType(column.type),
        expectedType: shownType(field.dataType),
      });
    }
    const expression = castTo(column, field.dataType, "default", analysis);
    return { expression, column: made(expression) };
  });
  return reprojected(input, items, relation.planId, analysis);
}

const numeric = ["byte", "short", "integer", "long", "decimal", "float", "double"];
const nested = new Set(["struct", "array", "map"]);

function widens(from: string, to: string): boolean {
  if (from === to || nested.has(from)) return from === to;
  if (to === "string") return true;
  return numeric.includes(from) && numeric.includes(to);
}

/** @throws SparkException `UNRESOLVED_COLUMN_AMONG_FIELD_NAMES` */
export function resolveDeduplicate(relation: DeduplicateRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const { columns, withinWatermark, planId } = relation;
  const plan = settle(input);
  const base = { columns: input.columns, inputs: [input], planId };
  if (columns === "all" || columns === "distinct") {
    for (const column of input.columns) refuseMaps(column);
    if (columns === "distinct" || (!withinWatermark && !isStreaming(plan))) return { ...base, plan: distinct(plan) };
    const keys = plan.output;
    return { ...base, plan: { kind: "deduplicate", input: plan, keys, withinWatermark, output: plan.output } };
  }
  const { caseSensitive } = analysis.context.settings;
  const keys = columns.flatMap((name) => {
    const found = input.columns.filter((column) => sameName(column.name, name, caseSensitive));
    if (found.length > 0) return found;
    throw sparkError("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", {
      colName: name,
      fieldNames: input.columns.map((column) => column.name).join(", "),
    });
  });
  return { ...base, plan: { kind: "deduplicate", input: plan, keys, withinWatermark, output: plan.output } };
}

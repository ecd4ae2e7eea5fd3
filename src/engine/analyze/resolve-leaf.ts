import { sparkError } from "../../common/index.ts";
import type { DataType, StructType } from "../../types/index.ts";
import {
  type CachedRelation,
  type LocalRelation,
  type RangeRelation,
  type ReadRelation,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedRelation,
  someExpression,
  type TableFunctionRelation,
  type TableRelation,
  type ValuesRelation,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { sqlFunction } from "./apply-function.ts";
import { coerce, LONG, newColumn } from "./build.ts";
import { commonType } from "./common-type.ts";
import { constantLong } from "./constants.ts";
import { fileMetadata, fileTable, isFileFormat } from "./file-table.ts";
import { holdsFixedText } from "./fixed-text.ts";
import { generate, generatedColumns } from "./generators.ts";
import { quote, quoteParts } from "./identifiers.ts";
import { oneRow } from "./one-row.ts";
import { checkRowWise, searchPath } from "./refusals.ts";
import { requalified } from "./resolve-alias.ts";
import { resolveCall } from "./resolve-call.ts";
import { resolveRecursion } from "./resolve-recursion.ts";
import { resolveView } from "./resolve-view.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { resolveSqlTable } from "./sql-functions.ts";

function columnsOf(schema: StructType, analysis: Analysis): readonly ResolvedColumn[] {
  return schema.fields.map((field) => ({
    ...newColumn(analysis.context, field.name, { type: field.dataType, nullable: field.nullable }),
    ...(Object.keys(field.metadata).length > 0 && { metadata: field.metadata }),
  }));
}

export function resolveRead(read: ReadRelation, analysis: Analysis): Scope {
  const schema = analysis.context.sourceSchema(read);
  if (read.schema && holdsFixedText(read.schema)) throw sparkError("UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING");
  const { format, paths, streaming } = read;
  const options = analysis.context.readOptions?.(read.options) ?? read.options;
  const plan: ResolvedRelation = {
    kind: "scan",
    id: analysis.context.nextId(),
    source: { format, options, paths, schema, streaming },
    output: columnsOf(schema, analysis),
    ...(isFileFormat(format) && {
      metadata: newColumn(analysis.context, "_metadata", { type: fileMetadata(format), nullable: false }),
    }),
  };
  return scopeOf(plan, [], read.planId);
}

/** A common table expression, else a table or view of the catalog, else files under their format and path. */
export function resolveTable(table: TableRelation, analysis: Analysis): Scope {
  const [first] = table.name;
  const common = table.name.length === 1 ? analysis.commonTables.get(first!.toLowerCase()) : undefined;
  if (common) common.uses.count += 1;
  if (common?.rows) return requalified(scopeOf(common.rows()), [first!], undefined, table.planId, analysis);
  if (common?.recursion) {
    const scope = scopeOf(resolveRecursion(first!, common, common.recursion, analysis));
    return requalified(scope, [first!], undefined, table.planId, analysis);
  }
  if (common) {
    const scope = analysis.relation(common.plan, { ...common.analysis, outer: analysis.outer });
    return requalified(scope, [first!], common.columns, table.planId, analysis);
  }
  const { catalog, settings } = analysis.context;
  const plan = catalog.lookup(table.name, { settings, streaming: table.streaming, options: table.options });
  if (!plan) {
    const files = fileTable(table);
    if (files !== undefined) return resolveRead(files, analysis);
    throw sparkError("TABLE_OR_VIEW_NOT_FOUND", {
      relationName: quoteParts(table.name),
      searchPath: searchPath(analysis),
    });
  }
  if (plan.kind === "definition") {
    refuseTimeTravel(table, plan.name);
    return requalified(scopeOf(resolveView(plan, analysis)), plan.name, undefined, table.planId, analysis);
  }
  // Tables are known by their whole name, temporary views by the one that they have.
  if (plan.kind !== "scan" || plan.source.table === undefined) {
    refuseTimeTravel(table, table.name);
    return requalified(scopeOf(plan), table.name, undefined, table.planId, analysis);
  }
  const { source } = plan;
  refuseTimeTravel(table, plan.source.table);
  const options = analysis.context.readOptions?.(source.options) ?? source.options;
  const scan = { ...plan, source: { ...source, options } };
  return requalified(scopeOf(scan), plan.source.table, undefined, table.planId, analysis);
}

/** @throws AnalysisException `UNSUPPORTED_FEATURE.TIME_TRAVEL`, as for all tables of files */
function refuseTimeTravel({ asOf }: TableRelation, name: readonly string[]): void {
  if (asOf === true) throw sparkError("UNSUPPORTED_FEATURE.TIME_TRAVEL", { relationId: quoteParts(name) });
}

export function resolveLocal(local: LocalRelation, analysis: Analysis): Scope {
  const schema = local.schema ?? analysis.context.localSchema(local.data ?? []);
  const plan: ResolvedRelation = {
    kind: "localRows",
    id: analysis.context.nextId(),
    schema,
    data: local.data ?? [],
    output: columnsOf(schema, analysis),
  };
  return scopeOf(plan, [], local.planId);
}

/**
 * Literal rows: each column gets the type that all its values have in common.
 *
 * @throws SparkException `INVALID_INLINE_TABLE.*`
 */
export function resolveValues(values: ValuesRelation, analysis: Analysis): Scope {
  const empty: Scope = scopeOf({ kind: "values", rows: [[]], output: [] });
  const names: Names = { scope: empty };
  const rows = values.rows.map((row) => row.map((value) => analysis.expression(value, names, analysis)));
  if (values.schema !== undefined)
    return scopeOf({ kind: "values", rows, output: columnsOf(values.schema, analysis) }, [], values.planId);
  const width = rows[0]?.length ?? 0;
  for (const [index, row] of rows.entries()) {
    checkRowWise(row, analysis, "UnresolvedInlineTable");
    if (row.some((value) => someExpression(value, ({ kind }) => kind === "subquery")))
      throw sparkError("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES");
    if (row.length !== width) {
      throw sparkError("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", {
        expectedNumCols: String(width),
        actualNumCols: String(row.length),
        rowIndex: String(index),
      });
    }
  }
  const types = Array.from({ length: width }, (_, at): DataType => {
    const column = rows.map((row) => row[at]!);
    const type = commonType(column, analysis, { strings: false });
    if (type) return type;
    const colName = quote(values.names?.[at] ?? `col${at + 1}`);
    throw sparkError("INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE", { colName });
  });
  const { ansi } = analysis.context.settings;
  const output = types.map((type, at) =>
    newColumn(analysis.context, `col${at + 1}`, { type, nullable: rows.some((row) => row[at]!.nullable) }),
  );
  const typed = rows.map((row) => row.map((value, at) => coerce(value, types[at]!, ansi)));
  return scopeOf({ kind: "values", rows: typed, output }, [], values.planId);
}

/** Text of a whole number is the number. */
function asLong(expression: ResolvedExpression): ResolvedExpression {
  const { kind } = expression;
  if (kind !== "literal" || expression.type.kind !== "string" || !/^\s*[+-]?\d+\s*$/.test(String(expression.value)))
    return expression;
  return { ...expression, type: LONG, value: BigInt(String(expression.value).trim()) };
}

export function resolveRange(range: RangeRelation, analysis: Analysis): Scope {
  const { start, end, step, planId } = range;
  return scopeOf(rangeOf(start, end, step, analysis), [], planId);
}

function rangeOf(start: bigint, end: bigint, step: bigint, analysis: Analysis): ResolvedRelation {
  const id = newColumn(analysis.context, "id", { type: LONG, nullable: false });
  return { kind: "range", start, end, step, output: [id] };
}

/** @throws SparkException `DATASET_NOT_FOUND`-like errors come from the context; here `INTERNAL_ERROR` where there is none */
export function resolveCached(cached: CachedRelation, analysis: Analysis): Scope {
  const plan = analysis.context.cached(cached.relationId);
  if (!plan) throw sparkError("INTERNAL_ERROR", { message: `there is no relation ${cached.relationId}` });
  return scopeOf(plan, [], cached.planId);
}

/**
 * `range(…)` or a generator in FROM.
 *
 * @throws SparkException `UNRESOLVABLE_TABLE_VALUED_FUNCTION`
 */
export function resolveTableFunction(call: TableFunctionRelation, analysis: Analysis): Scope {
  const scope = scopeOf(oneRow());
  const names: Names = { scope };
  if (call.name.toLowerCase() === "range") {
    if (call.args.length < 1 || call.args.length > 4)
      throw sparkError("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
        functionName: quote("range"),
        expectedNum: "[1, 2, 3, 4]",
        actualNum: String(call.args.length),
        docroot: "https://spark.apache.org/docs/latest",
      });
    const args = call.args.map((arg) => constantLong(asLong(analysis.expression(arg, names, analysis)), analysis));
    const [first = 0n, second, third = 1n] = args;
    if (third === 0n) throw sparkError("FAILED_FUNCTION_CALL", { funcName: quote("range") });
    const plan = second === undefined ? rangeOf(0n, first, 1n, analysis) : rangeOf(first, second, third, analysis);
    return scopeOf(plan, [], call.planId);
  }
  const routine = sqlFunction(call.name, analysis);
  if (routine !== undefined) return resolveSqlTable(routine, call, analysis);
  let resolved: ResolvedExpression;
  try {
    resolved = resolveCall({ kind: "call", name: call.name, args: call.args }, names, analysis);
  } catch (error) {
    if (error instanceof Error && "condition" in error && error.condition === "UNRESOLVED_ROUTINE") {
      throw sparkError("UNRESOLVABLE_TABLE_VALUED_FUNCTION", { name: quote(call.name) });
    }
    throw error;
  }
  if (resolved.kind !== "generatorCall") {
    throw sparkError("NOT_A_TABLE_FUNCTION", { functionName: quoteParts(call.name.split(".")) });
  }
  const outer = resolved.name.endsWith("_outer");
  const columns = generatedColumns(resolved, [], outer, analysis);
  const plan = generate(scope.plan, resolved, outer, columns, analysis);
  return scopeOf(plan, [], call.planId);
}

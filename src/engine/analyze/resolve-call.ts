import { sparkError } from "../../common/index.ts";
import {
  type CallExpression,
  type Expression,
  type LambdaExpression,
  type ResolvedCall,
  type ResolvedColumn,
  type ResolvedExpression,
  type ResolvedLambda,
  type ResolvedSort,
  type SortExpression,
  type SparkFunction,
  someExpression,
  walk,
} from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { callOf, functionOf, sqlFunction } from "./apply-function.ts";
import { INTEGER, newColumn } from "./build.ts";
import { quote, quoteParts } from "./identifiers.ts";
import { automaticName } from "./names.ts";
import { callSite, partsOfKind, shown } from "./refusals.ts";
import { lookUp } from "./resolve-attribute.ts";
import { resolveSqlCall } from "./sql-functions.ts";
import { expandStar } from "./stars.ts";
import { resolveStruct } from "./struct-call.ts";

/** `count(*)` counts rows; in other calls a star stands for all columns. */
function expandArguments(call: CallExpression): readonly Expression[] {
  const [first] = call.args;
  if (
    call.name.toLowerCase() === "count" &&
    call.args.length === 1 &&
    first!.kind === "star" &&
    first!.target.length === 0 &&
    first!.except === undefined &&
    !call.distinct
  ) {
    return [{ kind: "literal", type: INTEGER, value: 1 }];
  }
  if (call.name.toLowerCase() === "count" && first?.kind === "star" && first.target.length > 0) {
    throw sparkError("INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT", { tableName: quoteParts(first.target) });
  }
  return call.args;
}

function resolveLambda(
  lambda: LambdaExpression,
  parameters: readonly ResolvedColumn[],
  names: Names,
  analysis: Analysis,
): ResolvedLambda {
  const variables = new Map(names.variables);
  for (const [at, name] of lambda.parameters.entries()) variables.set(name.toLowerCase(), parameters[at]!);
  const body = analysis.expression(lambda.body, { ...names, variables }, analysis);
  walk(body, (part) => {
    if (part.kind !== "call" || part.function.python === undefined) return;
    throw sparkError("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF", { funcName: shown(part, analysis) });
  });
  return { kind: "lambda", parameters, body, type: body.type, nullable: body.nullable };
}

function resolveArguments(
  call: CallExpression,
  fn: SparkFunction,
  names: Names,
  analysis: Analysis,
): readonly ResolvedExpression[] {
  const args = expandArguments(call);
  const plain = args.flatMap((arg): (ResolvedExpression | LambdaExpression)[] => {
    if (arg.kind === "lambda") return [arg];
    if (arg.kind === "star" || arg.kind === "regex") return [...expandStar(arg, names, analysis)];
    if (arg.kind === "namedArgument") {
      if ("python" in fn) return [analysis.expression(arg.value, names, analysis)];
      throw sparkError("NAMED_PARAMETERS_NOT_SUPPORTED", { functionName: quote(call.name.toLowerCase()) });
    }
    return [analysis.expression(arg, names, analysis)];
  });
  if (!args.some((arg) => arg.kind === "lambda")) return refuseSubqueries(fn, plain as ResolvedExpression[]);
  const known = plain.map((arg) => ("parameters" in arg && !("type" in arg) ? undefined : (arg as ResolvedExpression)));
  const resolved = plain.map((arg, at): ResolvedExpression => {
    if (known[at]) return known[at];
    const lambda = arg as LambdaExpression;
    const types = fn.lambdaParameters?.(known, at, lambda.parameters.length);
    if (!types) throw sparkError("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", { class: fn.name });
    if (types.length < lambda.parameters.length) {
      throw sparkError("INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", {
        expectedNumArgs: String(lambda.parameters.length),
        actualNumArgs: String(types.length),
      });
    }
    const parameters = lambda.parameters.map((name, index) => newColumn(analysis.context, name, types[index]!));
    return resolveLambda(lambda, parameters, names, analysis);
  });
  return refuseSubqueries(fn, resolved);
}

/** @throws AnalysisException `UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION` */
function refuseSubqueries(fn: SparkFunction, args: readonly ResolvedExpression[]): readonly ResolvedExpression[] {
  if (fn.lambdaParameters !== undefined && args.some((arg) => someExpression(arg, ({ kind }) => kind === "subquery")))
    throw sparkError("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION");
  return args;
}

export function resolveSort(sort: SortExpression, names: Names, analysis: Analysis): ResolvedSort {
  return {
    child: analysis.expression(sort.child, names, analysis),
    descending: sort.descending,
    nullsFirst: sort.nullsFirst,
  };
}

/**
 * A function by name with its arguments, of whatever kind the function is; the caller says where that kind may stand.
 *
 * @throws SparkException `UNRESOLVED_ROUTINE`, what the function itself refuses, and modifiers that it does not take
 */
export function resolveCall(call: CallExpression, names: Names, analysis: Analysis): ResolvedExpression {
  if (isPlainStruct(call)) return resolveStruct(call, names, analysis);
  const routine = sqlFunction(call.name, analysis);
  if (routine !== undefined) {
    refuseModifiers(call, { kind: "scalar", name: call.name });
    return resolveSqlCall(routine, call, names, analysis);
  }
  const resolved = resolveFunction(functionOf(call.name, analysis), call, names, analysis);
  return resolved.kind === "call" ? withInputFile(resolved, names, analysis) : resolved;
}

/** The functions that tell of a row's file, by the field of the hidden column `_metadata` that they stand for. */
const fieldsOfFiles: Readonly<Record<string, string>> = {
  input_file_name: "file_path",
  input_file_block_start: "file_block_start",
  input_file_block_length: "file_block_length",
};

/** Right above files, `input_file_name()` and its like are fields of the files' hidden column. */
function withInputFile(call: ResolvedCall, names: Names, analysis: Analysis): ResolvedCall {
  const field = fieldsOfFiles[call.function.name];
  const found =
    field === undefined ? undefined : lookUp({ kind: "attribute", parts: ["_metadata", field] }, names, analysis);
  return found === undefined ? call : { ...call, args: [found] };
}

/** As {@link resolveCall}, for a function that is known already. */
export function resolveFunction(
  fn: SparkFunction,
  call: CallExpression,
  names: Names,
  analysis: Analysis,
): ResolvedExpression {
  checkWithinGroup(fn, call);
  const inner = fn.kind === "aggregate" ? { ...names, insideAggregate: true } : names;
  const orderBy = (call.withinGroup ?? []).map((sort) => resolveSort(sort, inner, analysis));
  const sorted = fn.kind === "aggregate" && fn.sortsArguments ? orderBy.map((sort) => sort.child) : [];
  const args = [...resolveArguments(call, fn, inner, analysis), ...sorted];
  if (fn.kind !== "aggregate" || fn.python !== undefined) refuseModifiers(call, fn);
  const filter = call.filter && analysis.expression(call.filter, inner, analysis);
  if (filter && filter.type.kind !== "boolean") {
    throw sparkError("INVALID_AGGREGATE_FILTER.NOT_BOOLEAN", { filterExpr: shown(filter, analysis) });
  }
  if (fn.kind === "generator" && args.some((arg) => partsOfKind(arg, "generatorCall").length > 0)) {
    const { timeZone } = analysis.context.settings;
    const text = `${fn.name}(${args.map((arg) => automaticName(arg, timeZone)).join(", ")})`;
    throw sparkError("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", { expression: `"${text}"` });
  }
  const site = callSite(call.name.toLowerCase(), args, call.distinct ?? false, analysis);
  const resolved = callOf(fn, site, analysis, {
    ...(filter && { filter }),
    ignoreNulls: call.ignoreNulls ?? false,
    orderBy,
  });
  const argumentNames = namesOfArguments(call);
  return resolved.kind === "call" && argumentNames.some((given) => given !== undefined)
    ? { ...resolved, argumentNames }
    : resolved;
}

/**
 * Some aggregates have to be told in which order they take their rows, some may be, and the others do not take any.
 *
 * @throws AnalysisException `INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING`, `INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX`
 */
function checkWithinGroup(fn: SparkFunction, { name, withinGroup }: CallExpression): void {
  if (fn.kind !== "aggregate") return;
  if (withinGroup === undefined) {
    if (fn.name === "percentile_cont" || fn.name === "percentile_disc")
      throw sparkError("INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING", { funcName: quoteParts([fn.name]) });
    return;
  }
  if (fn.sortsArguments || fn.name === "listagg" || fn.name === "string_agg") return;
  throw sparkError("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
    prettyName: quoteParts([name.toLowerCase()]),
    syntax: "WITHIN GROUP (ORDER BY ...)",
  });
}

/** @throws SparkException `UNEXPECTED_POSITIONAL_ARGUMENT`, `DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.*` */
function namesOfArguments({ args, name }: CallExpression): readonly (string | undefined)[] {
  const routineName = quoteParts(name.split("."));
  let last: string | undefined;
  const seen = new Set<string>();
  return args.map((arg) => {
    if (arg.kind !== "namedArgument") {
      if (last === undefined) return undefined;
      throw sparkError("UNEXPECTED_POSITIONAL_ARGUMENT", { routineName, parameterName: quote(last) });
    }
    last = arg.name;
    if (seen.has(last.toLowerCase())) {
      const parameterName = quote(last);
      throw sparkError("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE", {
        routineName,
        parameterName,
      });
    }
    seen.add(last.toLowerCase());
    return last;
  });
}

/** A struct without values, or with DISTINCT and the like, is refused as any function is. */
const isPlainStruct = (call: CallExpression): boolean =>
  call.name.toLowerCase() === "struct" &&
  call.args.length > 0 &&
  !call.distinct &&
  !call.filter &&
  !call.ignoreNulls &&
  !call.args.some((arg) => arg.kind === "lambda" || arg.kind === "namedArgument");

function refuseModifiers(
  call: CallExpression,
  fn: Pick<SparkFunction, "kind" | "name"> & { readonly python?: unknown },
): void {
  const syntax = call.distinct
    ? "DISTINCT"
    : call.filter
      ? "FILTER CLAUSE"
      : call.ignoreNulls && fn.kind !== "window"
        ? "IGNORE NULLS"
        : undefined;
  if (syntax === undefined) return;
  throw sparkError("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
    prettyName: quote("python" in fn ? (fn.kind === "aggregate" ? "pythonudaf" : "pythonudf") : fn.name),
    syntax,
  });
}

import { sparkError } from "../../common/index.ts";
import type {
  CallExpression,
  Expression,
  ResolvedCall,
  ResolvedExpression,
  ScalarFunction,
  TableFunctionRelation,
} from "../plan/index.ts";
import type { Analysis, NameLookup, Names } from "./analysis.ts";
import { coerce, newColumn, project } from "./build.ts";
import type { SqlFunction } from "./context.ts";
import { freshen } from "./freshen.ts";
import { quote, quoteParts } from "./identifiers.ts";
import { allKept, keptFrom, settingsWithin } from "./kept-settings.ts";
import { automaticName } from "./names.ts";
import { oneRow } from "./one-row.ts";
import { requalified } from "./resolve-alias.ts";
import { fieldsOf } from "./resolve-extract.ts";

import { type Scope, scopeOf } from "./scope.ts";
import { settle } from "./settle.ts";

/**
 * A call of a function whose body is SQL: the body with the arguments in the place of its parameters, under the name of the call.
 *
 * @throws AnalysisException `NOT_A_SCALAR_FUNCTION`, and what the arguments and the body do
 */
export function resolveSqlCall(
  fn: SqlFunction,
  call: CallExpression,
  names: Names,
  analysis: Analysis,
): ResolvedExpression {
  if (fn.isTable) throw sparkError("NOT_A_SCALAR_FUNCTION", { functionName: quoteParts(fn.name) });
  const args = argumentsOf(fn, call.args, names, analysis);
  const { type } = scalarBody(fn, args.values, analysis);
  const body = coerce(scalarBody(fn, args.values, analysis), fn.returns.fields[0]?.dataType ?? type, true);
  const { timeZone } = analysis.context.settings;
  const text = `${fn.name.join(".")}(${args.given.map((arg) => automaticName(arg, timeZone)).join(", ")})`;
  return named(text, body);
}

/**
 * A call of a function in FROM whose body is a query.
 *
 * @throws AnalysisException `NOT_A_TABLE_FUNCTION`
 */
export function resolveSqlTable(fn: SqlFunction, call: TableFunctionRelation, analysis: Analysis): Scope {
  if (!fn.isTable) throw sparkError("NOT_A_TABLE_FUNCTION", { functionName: quoteParts(fn.name) });
  const names: Names = { scope: scopeOf(oneRow()) };
  const { values } = argumentsOf(fn, call.args, names, analysis);
  const kept = keptFrom(fn.settings, analysis.context.settings);
  const resolved = settle(analysis.relation(fn.query!, inside(fn, values, analysis)));
  const body = kept === undefined ? resolved : freshen(resolved, analysis.context.nextId, kept, new Set(values));
  const items = fn.returns.fields.map(({ dataType, name }, at) => {
    const expression = coerce(body.output[at]!, dataType, true);
    return { expression, column: newColumn(analysis.context, name, expression) };
  });
  return requalified(scopeOf(project(body, items)), [fn.name.at(-1)!], undefined, call.planId, analysis);
}

/** The body of a scalar function. Without arguments of a call, each parameter is a column. */
function scalarBody(fn: SqlFunction, values: readonly ResolvedExpression[], analysis: Analysis): ResolvedExpression {
  const body = inside(fn, values, analysis);
  const expression = fn.expression ?? ({ kind: "subquery", form: "scalar", plan: fn.query!, values: [] } as const);
  const resolved = analysis.expression(expression, body.outer!.names, { ...body, outer: undefined });
  const kept = keptFrom(fn.settings, analysis.context.settings);
  return kept === undefined ? resolved : allKept(resolved, kept, new Set(values));
}

/** The surroundings of a body: it knows its parameters and nothing of the query that calls it. */
function inside(fn: SqlFunction, values: readonly ResolvedExpression[], analysis: Analysis): Analysis {
  const { context } = analysis;
  const owner = fn.name.at(-1)!.toLowerCase();
  const parameters = new Map(fn.parameters.fields.map(({ name }, at) => [name.toLowerCase(), values[at]!]));
  const after: NameLookup = ({ parts }) => {
    const [first, second] = parts.map((part) => part.toLowerCase());
    const qualified = first === owner && second !== undefined ? parameters.get(second) : undefined;
    const value = qualified ?? parameters.get(first!);
    const fields = parts.slice(qualified === undefined ? 1 : 2);
    if (value === undefined || fields.length === 0) return value;
    return value.kind === "column" ? fieldsOf({ column: value, fields }, analysis) : undefined;
  };
  const proposals = fn.parameters.names.map((name) => [name]);
  const names: Names = { scope: scopeOf(oneRow()), after, proposals };
  return {
    ...analysis,
    context: {
      ...context,
      catalog: fn.catalog,
      settings: settingsWithin(context.settings, keptFrom(fn.settings, context.settings)),
    },
    commonTables: new Map(),
    outer: { names, analysis: { ...analysis, outer: undefined }, used: new Map() },
  };
}

/** The arguments in the order of the parameters, in their types; `given` are those that the call gave. */
function argumentsOf(
  fn: SqlFunction,
  args: readonly Expression[],
  names: Names,
  analysis: Analysis,
): { readonly values: ResolvedExpression[]; readonly given: ResolvedExpression[] } {
  const { fields } = fn.parameters;
  const functionName = quoteParts(fn.name);
  const found = new Map<number, ResolvedExpression>();
  for (const [index, arg] of args.entries()) {
    const isNamed = arg.kind === "namedArgument";
    const at = isNamed ? fields.findIndex(({ name }) => name.toLowerCase() === arg.name.toLowerCase()) : index;
    if (at < 0)
      throw sparkError("UNRECOGNIZED_PARAMETER_NAME", {
        routineName: functionName,
        argumentName: quote((arg as { name: string }).name),
        proposal: fields.map(({ name }) => quote(name)).join(" "),
      });
    if (found.has(at))
      throw sparkError("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE", {
        routineName: functionName,
        parameterName: quote(fields[at]!.name),
      });
    found.set(at, analysis.expression(isNamed ? arg.value : arg, names, analysis));
  }
  const required = fields.filter(({ metadata }) => metadata.CURRENT_DEFAULT === undefined).length;
  const missing = fields.findIndex(({ metadata }, at) => !found.has(at) && metadata.CURRENT_DEFAULT === undefined);
  if (args.length > fields.length || missing >= 0) {
    throw sparkError("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
      functionName,
      expectedNum: required === fields.length ? String(required) : `[${required}, ${fields.length}]`,
      actualNum: String(args.length),
      docroot: "https://spark.apache.org/docs/latest",
    });
  }
  const given = fields.flatMap((_, at) => found.get(at) ?? []);
  const values = fields.map(({ dataType, metadata }, at) => {
    const value =
      found.get(at) ??
      analysis.expression(fn.parse(String(metadata.CURRENT_DEFAULT)), { scope: scopeOf(oneRow()) }, analysis);
    return coerce(value, dataType, true);
  });
  return { values, given };
}

/** An expression that prints as a text of its own. */
function named(text: string, value: ResolvedExpression): ResolvedCall {
  const fn: ScalarFunction = {
    kind: "scalar",
    name: `sql:${text}`,
    resolve: () => ({ argTypes: [value.type], type: value.type, nullable: value.nullable }),
    print: () => text,
    sql: ([sql]) => sql!,
  };
  return { kind: "call", function: fn, name: text, args: [value], type: value.type, nullable: value.nullable };
}

/**
 * Looks at a function's body with its parameters as columns, as `CREATE FUNCTION` does.
 *
 * @returns the columns that the body gives: one without a name where it is an expression
 */
export function analyzeFunctionBody(fn: SqlFunction, analysis: Analysis): readonly ResolvedExpression[] {
  const values = fn.parameters.fields.map(({ dataType, name }) =>
    newColumn(analysis.context, name, { type: dataType, nullable: true }),
  );
  if (fn.isTable) return settle(analysis.relation(fn.query!, inside(fn, values, analysis))).output;
  return [scalarBody(fn, values, analysis)];
}

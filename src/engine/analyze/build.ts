import { BooleanType, type DataType, IntegerType, LongType, StringType } from "../../types/index.ts";
import { castNullable } from "../functions/index.ts";
import type {
  NamedExpression,
  ResolvedCast,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedFilter,
  ResolvedLiteral,
  ResolvedProject,
  ResolvedRelation,
} from "../plan/index.ts";
import type { AnalyzerContext } from "./context.ts";
import { isStreaming } from "./is-streaming.ts";
import { sameType } from "./same-type.ts";
import { watermarkOf } from "./watermark.ts";

export const BOOLEAN: BooleanType = new BooleanType();
export const INTEGER: IntegerType = new IntegerType();
export const LONG: LongType = new LongType();
export const STRING: StringType = new StringType();

export const literal = (type: DataType, value: unknown): ResolvedLiteral => ({
  kind: "literal",
  type,
  value,
  nullable: value === null,
});

/** A column that a relation makes anew, of the type and nullability given. */
export function newColumn(
  context: AnalyzerContext,
  name: string,
  expression: { readonly type: DataType; readonly nullable: boolean },
): ResolvedColumn {
  return {
    kind: "column",
    id: context.nextId(),
    name,
    qualifier: [],
    type: expression.type,
    nullable: expression.nullable,
  };
}

/** A column that passes through a project as it is. */
export const pass = (column: ResolvedColumn): NamedExpression => ({ expression: column, column });

export function project(input: ResolvedRelation, items: readonly NamedExpression[]): ResolvedProject {
  return { kind: "project", input, items, output: items.map((item) => item.column) };
}

/** Distinct rows; of a stream an aggregation that has nothing but keys, with the rules and output modes of one. */
export function distinct(input: ResolvedRelation): ResolvedRelation {
  const { output } = input;
  return isStreaming(input)
    ? { kind: "aggregate", input, keys: output.map(pass), aggregates: [], output }
    : { kind: "distinct", input, output };
}

export function filter(input: ResolvedRelation, condition: ResolvedExpression): ResolvedFilter {
  return { kind: "filter", input, condition, output: input.output };
}

/** The expression as a value of `type`: itself where it is one already, else under a cast that does not show in names. */
export function coerce(expression: ResolvedExpression, type: DataType, ansi: boolean): ResolvedExpression {
  if (sameType(expression.type, type)) return expression;
  if (expression.kind === "literal" && expression.value === null) return { ...expression, type };
  const cast: ResolvedCast = {
    kind: "cast",
    child: expression,
    type,
    nullable: expression.nullable || castNullable(expression.type, type),
    mode: ansi ? "ansi" : "legacy",
    implicit: true,
  };
  return cast;
}

/** The column that an expression makes under a name; event time stays event time, and a column under a new name keeps its metadata. */
export function columnFor(context: AnalyzerContext, name: string, expression: ResolvedExpression): ResolvedColumn {
  const watermarkDelay = watermarkOf(expression);
  const metadata = expression.kind === "column" ? expression.metadata : undefined;
  return {
    ...newColumn(context, name, expression),
    ...(metadata && { metadata }),
    ...(watermarkDelay !== undefined && { watermarkDelay }),
  };
}

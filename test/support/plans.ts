import { sparkError } from "../../src/common/index.ts";
import { type AnalyzerContext, analyze } from "../../src/engine/analyze/index.ts";
import type {
  AliasExpression,
  CallExpression,
  CastExpression,
  Expression,
  Relation,
  ResolvedRelation,
  SortExpression,
} from "../../src/engine/plan/index.ts";
import {
  BooleanType,
  type DataType,
  DoubleType,
  IntegerType,
  LongType,
  NullType,
  StringType,
  type StructType,
} from "../../src/types/index.ts";

/** Names a column: `"t.a"`. */
export const col = (name: string): Expression => ({ kind: "attribute", parts: name.split(".") });

/** A constant; whole numbers are INT, others DOUBLE, bigints BIGINT. */
export function lit(value: string | number | bigint | boolean | null): Expression {
  return { kind: "literal", value, type: typeOf(value) };
}

function typeOf(value: string | number | bigint | boolean | null): DataType {
  if (value === null) return new NullType();
  if (typeof value === "string") return new StringType();
  if (typeof value === "boolean") return new BooleanType();
  if (typeof value === "bigint") return new LongType();
  return Number.isInteger(value) ? new IntegerType() : new DoubleType();
}

export const call = (name: string, ...args: Expression[]): CallExpression => ({ kind: "call", name, args });
export const as = (child: Expression, ...names: string[]): AliasExpression => ({ kind: "alias", child, names });
export const cast = (child: Expression, type: DataType): CastExpression => ({
  kind: "cast",
  child,
  type,
  mode: "default",
});
export const asc = (child: Expression): SortExpression => ({
  kind: "sort",
  child,
  descending: false,
  nullsFirst: true,
});
export const desc = (child: Expression): SortExpression => ({
  kind: "sort",
  child,
  descending: true,
  nullsFirst: false,
});

/** Rows of literals under names. */
export function table(names: readonly string[], ...rows: (string | number | bigint | boolean | null)[][]): Relation {
  return { kind: "alias", name: "t", columns: names, input: { kind: "values", rows: rows.map((row) => row.map(lit)) } };
}

export const select = (input: Relation, ...expressions: Expression[]): Relation => ({
  kind: "project",
  input,
  expressions,
});
export const where = (input: Relation, condition: Expression): Relation => ({ kind: "filter", input, condition });
export const orderBy = (input: Relation, ...order: SortExpression[]): Relation => ({
  kind: "sort",
  input,
  order,
  global: true,
});

/** What stands around the analyzer in tests. */
export function testContext(options: Partial<AnalyzerContext> = {}): AnalyzerContext {
  let id = 0;
  return {
    settings: { timeZone: "America/New_York", ansi: true, caseSensitive: false },
    catalog: { currentCatalog: "spark_catalog", currentDatabase: "default", lookup: () => undefined },
    sourceSchema: (read): StructType => {
      if (read.schema === undefined) throw sparkError("INTERNAL_ERROR", { message: "a test declares its schemas" });
      return read.schema;
    },
    localSchema: () => {
      throw sparkError("INTERNAL_ERROR", { message: "a test declares its schemas" });
    },
    cached: () => undefined,
    nextId: () => ++id,
    ...options,
  };
}

export const resolve = (plan: Relation, context: AnalyzerContext = testContext()): ResolvedRelation =>
  analyze(plan, context);

import { type SparkException, sparkError } from "../../../common/index.ts";
import { ArrayType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { of, type Parameter } from "../parameters.ts";
import { type Script, script } from "../script.ts";
import { floatType } from "../type-rules.ts";

/** A vector: an array of FLOAT. One with a NULL in it has no value in any function. */
export const vectorType: ArrayType = new ArrayType(floatType, true);
export const vector: Parameter = {
  required: '"ARRAY<FLOAT>"',
  accept: (type) => (type.kind === "array" && (type as ArrayType).elementType.kind === "float" ? type : undefined),
};

type Vector = readonly (number | null)[];

const numbers = (values: Vector): readonly number[] | undefined =>
  values.includes(null) ? undefined : (values as readonly number[]);

export function dimensions(functionName: string, left: number, right: number): SparkException {
  return sparkError("VECTOR_DIMENSION_MISMATCH", {
    functionName: `\`${functionName}\``,
    leftDim: String(left),
    rightDim: String(right),
  });
}

const inner = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

const similarities: Readonly<Record<string, (a: readonly number[], b: readonly number[]) => number | null>> = {
  vector_inner_product: inner,
  vector_l2_distance: (a, b) => Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0)),
  vector_cosine_similarity(a, b) {
    const norms = Math.sqrt(inner(a, a)) * Math.sqrt(inner(b, b));
    return norms === 0 ? null : inner(a, b) / norms;
  },
};

function norm(name: string, values: readonly number[], degree: number): number {
  if (degree === 1) return values.reduce((sum, x) => sum + Math.abs(x), 0);
  if (degree === 2) return Math.sqrt(inner(values, values));
  if (degree === Number.POSITIVE_INFINITY) return values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  throw sparkError("INVALID_VECTOR_NORM_DEGREE", { functionName: `\`${name}\``, degree: String(degree) });
}

export const vectorScripts: readonly Script[] = [
  ...Object.entries(similarities).map(([name, compute]) =>
    script(`js_${name}`, [vectorType, vectorType], floatType, (a: Vector, b: Vector) => {
      if (a.length !== b.length) throw dimensions(name, a.length, b.length);
      const [left, right] = [numbers(a), numbers(b)];
      return left === undefined || right === undefined ? null : compute(left, right);
    }),
  ),
  script("js_vector_norm", [vectorType, floatType], floatType, (values: Vector, degree: number) => {
    const known = numbers(values);
    return known === undefined ? null : norm("vector_norm", known, degree);
  }),
  script("js_vector_normalize", [vectorType, floatType], vectorType, (values: Vector, degree: number) => {
    const known = numbers(values);
    const length = known === undefined ? 0 : norm("vector_normalize", known, degree);
    return known === undefined || length === 0 ? null : known.map((x) => x / length);
  }),
];

const degree = of(floatType);

export const vectorFunctions: readonly ScalarFunction[] = [
  ...Object.keys(similarities).map((name) =>
    scalar({
      name,
      params: [vector, vector],
      type: floatType,
      nullable: true,
      sql: ([a, b]) => `js_${name}(${a}, ${b})`,
    }),
  ),
  scalar({
    name: "vector_norm",
    params: [vector, degree],
    optional: 1,
    printDefaults: ["2.0"],
    type: floatType,
    nullable: true,
    sql: ([a, by = "2::FLOAT"]) => `js_vector_norm(${a}, ${by})`,
  }),
  scalar({
    name: "vector_normalize",
    params: [vector, degree],
    optional: 1,
    printDefaults: ["2.0"],
    type: new ArrayType(floatType, false),
    nullable: true,
    sql: ([a, by = "2::FLOAT"]) => `js_vector_normalize(${a}, ${by})`,
  }),
];

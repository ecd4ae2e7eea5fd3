import type { DataType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { type ScalarSpec, scalar } from "../define.ts";
import { integral, numericOrInterval, of } from "../parameters.ts";
import { doubleType, intType, isAnsiInterval, isIntegral, longType, stringType } from "../type-rules.ts";
import { lowBits } from "../wrap.ts";

const double = of(doubleType);
const nan = "'NaN'::DOUBLE";

/** A function of one DOUBLE; Spark prints most of them in capitals. */
function unary(name: string, sql: (x: string) => string, more: Partial<ScalarSpec> = {}): ScalarFunction {
  return scalar({
    name,
    params: [double],
    type: doubleType,
    nullable: true,
    sql: ([x]) => sql(x!),
    print: name.toUpperCase(),
    ...more,
  });
}

/** Where Java gives NaN and DuckDB an error. */
const within =
  (condition: (x: string) => string, name: string) =>
  (x: string): string =>
    `CASE WHEN ${condition(x)} THEN ${nan} ELSE ${name}(${x}) END`;

const finite = (name: string) => within((x) => `isinf(${x})`, name);
const unit = (name: string) => within((x) => `abs(${x}) > 1`, name);
/** NULL outside of the domain, as Hive's logarithms. */
const positive =
  (name: string, above = "0") =>
  (x: string): string =>
    `CASE WHEN ${x} > ${above} THEN ${name}(${x}) END`;

function binary(name: string, sql: (a: string, b: string) => string, more: Partial<ScalarSpec> = {}): ScalarFunction {
  return scalar({
    name,
    params: [double, double],
    type: doubleType,
    sql: ([a, b]) => sql(a!, b!),
    print: name.toUpperCase(),
    ...more,
  });
}

/** Zero and NaN are their own signs. */
const signOf = (x: string): string => `CASE WHEN isnan(${x}) THEN ${x} ELSE CAST(sign(${x}) AS DOUBLE) END`;
const intervalSign = (x: string, { kind }: DataType): string =>
  `CAST(sign(${kind === "interval_day_time" ? `epoch_us(${x})` : `mr_months(${x})`}) AS DOUBLE)`;

const constant = (name: string, sql: string): ScalarFunction =>
  scalar({
    name,
    params: [],
    type: doubleType,
    nullable: false,
    sql: () => sql,
    print: () => `${name.toUpperCase()}()`,
  });

export const elementary: readonly ScalarFunction[] = [
  scalar({
    name: "abs",
    params: [numericOrInterval],
    type: ([type]) => type!,
    sql: ([x], call, { ansi }) =>
      !ansi && isIntegral(call.type)
        ? lowBits(`abs(CAST(${x} AS HUGEINT))`, call.type)
        : isAnsiInterval(call.type)
          ? `CASE WHEN ${x} < to_microseconds(0) THEN - ${x} ELSE ${x} END`
          : `abs(${x})`,
  }),
  unary(
    "sqrt",
    within((x) => `${x} < 0`, "sqrt"),
  ),
  unary("cbrt", (x) => `CASE WHEN pow(round(cbrt(${x})), 3) = ${x} THEN round(cbrt(${x})) ELSE cbrt(${x}) END`),
  unary("exp", (x) => `exp(${x})`),
  unary("expm1", (x) => `CASE WHEN abs(${x}) < 1e-5 THEN ${x} + ${x} * ${x} / 2 ELSE exp(${x}) - 1 END`),
  unary("ln", positive("ln"), { print: "ln" }),
  unary("log10", positive("log10")),
  unary("log2", (x) => `CASE WHEN ${x} > 0 THEN ln(${x}) / ln(2::DOUBLE) END`),
  unary(
    "log1p",
    (x) => `CASE WHEN ${x} > -1 THEN CASE WHEN abs(${x}) < 1e-5 THEN ${x} - ${x} * ${x} / 2 ELSE ln(1 + ${x}) END END`,
  ),
  scalar({
    name: "log",
    params: [double, double],
    optional: 1,
    type: doubleType,
    nullable: true,
    sql: ([a, b]) =>
      b === undefined ? positive("ln")(a!) : `CASE WHEN ${a} > 0 AND ${b} > 0 THEN ln(${b}) / nullif(ln(${a}), 0) END`,
    print: (args) => (args.length === 1 ? `LOG(E(), ${args[0]})` : `LOG(${args.join(", ")})`),
  }),
  scalar({
    name: "sign",
    params: [numericOrInterval],
    coerce: (_call, [type]) => [isAnsiInterval(type!) ? type! : doubleType],
    type: doubleType,
    nullable: true,
    sql: ([x], call) => (isAnsiInterval(call.args[0]!.type) ? intervalSign(x!, call.args[0]!.type) : signOf(x!)),
  }),
  unary("signum", signOf),
  unary("sin", finite("sin")),
  unary("cos", finite("cos")),
  unary("tan", finite("tan")),
  unary("cot", (x) => `CASE WHEN ${x} = 0 THEN 'Infinity'::DOUBLE ELSE ${finite("cot")(x)} END`),
  unary("sec", (x) => `1 / ${finite("cos")(x)}`),
  unary("csc", (x) => `1 / ${finite("sin")(x)}`),
  unary("asin", unit("asin")),
  unary("acos", unit("acos")),
  unary("atan", (x) => `atan(${x})`),
  unary("sinh", (x) => `sinh(${x})`),
  unary("cosh", (x) => `(0.5::DOUBLE * exp(abs(${x})) + 0.5::DOUBLE / exp(abs(${x})))`),
  unary("tanh", (x) => `tanh(${x})`),
  unary("asinh", (x) => `asinh(${x})`),
  unary(
    "acosh",
    within((x) => `${x} < 1`, "acosh"),
  ),
  unary("atanh", unit("atanh")),
  unary("degrees", (x) => `degrees(${x})`),
  unary("radians", (x) => `radians(${x})`),
  unary("rint", (x) => `round_even(${x}, 0)`, { print: "rint" }),
  binary("atan2", (a, b) => `atan2(${a}, ${b})`),
  binary("hypot", (a, b) => `sqrt(${a} * ${a} + ${b} * ${b})`),
  binary("pow", (a, b) => `pow(${a}, ${b})`, { print: "pow" }),
  binary("power", (a, b) => `pow(${a}, ${b})`),
  constant("pi", "pi()"),
  constant("e", "exp(1::DOUBLE)"),
  scalar({
    name: "factorial",
    params: [of(intType)],
    type: longType,
    nullable: true,
    sql: ([n]) =>
      `CASE WHEN ${n} BETWEEN 0 AND 20 THEN CAST(factorial(CASE WHEN ${n} BETWEEN 0 AND 20 THEN ${n} END) AS BIGINT) END`,
  }),
  scalar({ name: "bin", params: [of(longType)], type: stringType, sql: ([n]) => `bin(${n})` }),
  scalar({
    name: "bit_count",
    params: [
      {
        required: '("INTEGRAL" or "BOOLEAN")',
        accept: (type, ansi) => (type.kind === "boolean" ? longType : integral.accept(type, ansi)),
      },
    ],
    type: intType,
    sql: ([n]) => `CAST(bit_count(CAST(${n} AS BIGINT)) AS INTEGER)`,
  }),
  scalar({
    name: "width_bucket",
    params: [double, double, double, of(longType)],
    type: longType,
    nullable: true,
    sql: (args) => `mr_width_bucket(${args.join(", ")})`,
  }),
];

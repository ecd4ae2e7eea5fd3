import type { AggregateFunction, AggregateSql, AggregateState } from "../../plan/index.ts";
import { aggregate } from "../define.ts";
import { of } from "../parameters.ts";
import { doubleType, longType } from "../type-rules.ts";
import { distinct, filtered } from "./parts.ts";

const double = of(doubleType);

/**
 * Count, mean and sum of squared differences of each batch, joined pair by pair after Chan, Golub and LeVeque: sums of squares would
 * lose the digits of a variance that is small beside its mean.
 */
function momentState(parts: AggregateSql, final: (n: string, m2: string) => string): AggregateState {
  const [x] = parts.args;
  const merged = ([n, mean, m2]: readonly string[]): string =>
    `list_reduce(list({'n': ${n}, 'mean': ${mean}, 'm2': ${m2}}) FILTER (WHERE ${n} > 0), lambda a, b: ` +
    "{'n': a.n + b.n, 'mean': a.mean + (b.mean - a.mean) * b.n / (a.n + b.n), " +
    "'m2': a.m2 + b.m2 + (b.mean - a.mean) * (b.mean - a.mean) * a.n * b.n / (a.n + b.n)})";
  return {
    columns: ["BIGINT", "DOUBLE", "DOUBLE"],
    partial: [
      filtered(`count(${x})`, parts),
      filtered(`avg(${x})`, parts),
      `${filtered(`var_pop(${x})`, parts)} * ${filtered(`count(${x})`, parts)}`,
    ],
    merge: (columns) => [
      `coalesce(CAST(${merged(columns)}.n AS BIGINT), 0)`,
      `${merged(columns)}.mean`,
      `${merged(columns)}.m2`,
    ],
    final: ([n, , m2]) => final(n!, m2!),
    buffer: ([n, mean, m2]) =>
      [n, mean, m2].map((column, at) => ({
        name: ["n", "avg", "m2"][at]!,
        type: doubleType,
        sql: `coalesce(CAST(${column} AS DOUBLE), 0)`,
      })),
  };
}

function spread(
  name: string,
  aliases: readonly string[],
  duckDb: string,
  final: (n: string, m2: string) => string,
): AggregateFunction {
  return aggregate({
    name,
    aliases,
    params: [double],
    type: doubleType,
    sql: (parts) => squares(parts, (whole) => filtered(`${duckDb}(${distinct(whole)}${whole.args[0]})`, whole)),
    state: (parts) => momentState(parts, final),
  });
}

/** Sums over pairs of numbers; rows in which either is NULL do not count. */
interface Pairs {
  readonly count: string;
  readonly avgX: string;
  readonly avgY: string;
  /** Sums of squared differences from the means, and of their products. */
  readonly sxx: string;
  readonly syy: string;
  readonly sxy: string;
}

function pairsOf(parts: AggregateSql): Pairs {
  const [y, x] = parts.args;
  const both = `${y} IS NOT NULL AND ${x} IS NOT NULL`;
  const of = (call: string): string => filtered(call, parts, both);
  const count = of("count(*)");
  return {
    count,
    avgX: of(`avg(${x})`),
    avgY: of(`avg(${y})`),
    sxx: `(${of(`var_pop(${x})`)} * ${count})`,
    syy: `(${of(`var_pop(${y})`)} * ${count})`,
    sxy: `(${of(`covar_pop(${y}, ${x})`)} * ${count})`,
  };
}

function paired(name: string, sql: (pairs: Pairs, parts: AggregateSql) => string): AggregateFunction {
  return aggregate({
    name,
    params: [double, double],
    type: doubleType,
    sql: (parts) => sql(pairsOf(parts), parts),
  });
}

const some = ({ count }: Pairs, sql: string): string => `CASE WHEN ${count} > 0 THEN ${sql} END`;

/** A quotient that is NULL where nothing varies. */
const unlessZero = (divisor: string, sql: string): string => `CASE WHEN ${divisor} <> 0 THEN ${sql} END`;

/**
 * An aggregate of squares, which DuckDB refuses to compute of values that are not finite: NaN comes in their place, which is what Java's
 * arithmetic makes of them.
 */
function squares(parts: AggregateSql, sql: (parts: AggregateSql) => string): string {
  const odd = parts.args.map((arg) => `NOT isfinite(${arg})`).join(" OR ");
  const present = parts.args.map((arg) => `${arg} IS NOT NULL`).join(" AND ");
  const args = parts.args.map((arg) => `CASE WHEN isfinite(${arg}) THEN ${arg} END`);
  const spoilt = `coalesce(${filtered(`bool_or((${odd}) AND ${present})`, parts)}, false)`;
  return `CASE WHEN ${spoilt} THEN 'NaN'::DOUBLE ELSE ${sql({ ...parts, args })} END`;
}

/** DuckDB's skewness is the sample's; Spark's is the population's. */
function skewnessSql(parts: AggregateSql): string {
  const [x] = parts.args;
  const call = (name: string): string => filtered(`${name}(${distinct(parts)}${x})`, parts);
  const n = call("count");
  return `CASE WHEN ${call("var_pop")} = 0 THEN NULL WHEN ${n} = 2 THEN 0::DOUBLE ELSE ${call("skewness")} * (${n} - 2) / sqrt(${n}::DOUBLE * (${n} - 1)) END`;
}

const kurtosisSql = (parts: AggregateSql): string => {
  const call = (name: string): string => filtered(`${name}(${distinct(parts)}${parts.args[0]})`, parts);
  return `CASE WHEN ${call("var_pop")} = 0 THEN NULL ELSE ${call("kurtosis_pop")} END`;
};

export const moments: readonly AggregateFunction[] = [
  spread(
    "stddev_samp",
    ["stddev", "std"],
    "stddev_samp",
    (n, m2) => `CASE WHEN ${n} > 1 THEN sqrt(${m2} / (${n} - 1)) END`,
  ),
  spread("stddev_pop", [], "stddev_pop", (n, m2) => `CASE WHEN ${n} > 0 THEN sqrt(${m2} / ${n}) END`),
  spread("var_samp", ["variance"], "var_samp", (n, m2) => `CASE WHEN ${n} > 1 THEN ${m2} / (${n} - 1) END`),
  spread("var_pop", [], "var_pop", (n, m2) => `CASE WHEN ${n} > 0 THEN ${m2} / ${n} END`),
  paired("corr", (_pairs, parts) =>
    squares(parts, (whole) => {
      const { sxx, syy, sxy } = pairsOf(whole);
      return `${sxy} / nullif(sqrt(${sxx} * ${syy}), 0)`;
    }),
  ),
  paired("covar_samp", (_pairs, parts) =>
    squares(parts, (whole) => filtered(`covar_samp(${whole.args.join(", ")})`, whole)),
  ),
  paired("covar_pop", (_pairs, parts) =>
    squares(parts, (whole) => filtered(`covar_pop(${whole.args.join(", ")})`, whole)),
  ),
  aggregate({
    name: "regr_count",
    params: [double, double],
    type: longType,
    nullable: false,
    sql: (parts) => pairsOf(parts).count,
  }),
  paired("regr_avgx", (pairs) => pairs.avgX),
  paired("regr_avgy", (pairs) => pairs.avgY),
  paired("regr_sxx", (pairs) => some(pairs, pairs.sxx)),
  paired("regr_syy", (pairs) => some(pairs, pairs.syy)),
  paired("regr_sxy", (pairs) => some(pairs, pairs.sxy)),
  paired("regr_slope", (pairs) => unlessZero(pairs.sxx, `${pairs.sxy} / ${pairs.sxx}`)),
  paired("regr_intercept", (pairs) =>
    unlessZero(pairs.sxx, `${pairs.avgY} - ${pairs.sxy} / ${pairs.sxx} * ${pairs.avgX}`),
  ),
  paired("regr_r2", (pairs) =>
    unlessZero(
      pairs.sxx,
      `CASE WHEN ${pairs.syy} = 0 THEN 1::DOUBLE ELSE pow(${pairs.sxy} / sqrt(${pairs.sxx} * ${pairs.syy}), 2) END`,
    ),
  ),
  aggregate({ name: "skewness", params: [double], type: doubleType, sql: (parts) => squares(parts, skewnessSql) }),
  aggregate({ name: "kurtosis", params: [double], type: doubleType, sql: (parts) => squares(parts, kurtosisSql) }),
];

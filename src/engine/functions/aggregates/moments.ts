import type { AggregateFunction, AggregateSql, AggregateState } from "../../plan/index.ts";
import { aggregate } from "../define.ts";
import { of } from "../parameters.ts";
import { doubleType } from "../type-rules.ts";
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
    sql: (parts) => filtered(`${duckDb}(${distinct(parts)}${parts.args[0]})`, parts),
    state: (parts) => momentState(parts, final),
  });
}

/** Two numbers of a row; rows in which either is NULL do not count. */
function paired(name: string): AggregateFunction {
  return aggregate({
    name,
    params: [double, double],
    type: doubleType,
    sql(parts) {
      const value = filtered(`${name}(${parts.args.join(", ")})`, parts);
      return name === "corr" ? `CASE WHEN NOT isnan(${value}) THEN ${value} END` : value;
    },
  });
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
  paired("corr"),
  paired("covar_samp"),
  paired("covar_pop"),
  paired("regr_slope"),
  paired("regr_intercept"),
  paired("regr_r2"),
  paired("regr_avgx"),
  paired("regr_avgy"),
  aggregate({ name: "skewness", params: [double], type: doubleType, sql: skewnessSql }),
  aggregate({ name: "kurtosis", params: [double], type: doubleType, sql: kurtosisSql }),
];

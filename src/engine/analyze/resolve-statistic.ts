import { sparkError } from "../../common/index.ts";
import { type DataType, DoubleType, IntegerType } from "../../types/index.ts";
import type { Expression, StatisticRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { resolveAggregate } from "./resolve-aggregate.ts";
import type { Scope } from "./scope.ts";

const numeric: ReadonlySet<string> = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);
const double = new DoubleType();
const integer = new IntegerType();

const literal = (value: unknown, type: DataType = double): Expression => ({ kind: "literal", type, value });
const call = (name: string, ...args: readonly Expression[]): Expression => ({ kind: "call", name, args });

/**
 * `cov`, `corr` and `approxQuantile`: one row that sums up all rows of some columns.
 *
 * @throws IllegalArgumentException `STATISTIC_NOT_NUMERIC`
 * @see org.apache.spark.sql.execution.stat.StatFunctions
 */
export function resolveStatistic(relation: StatisticRelation, analysis: Analysis): Scope {
  const { columns, input, planId, statistic } = relation;
  const scope = analysis.relation(input, analysis);
  const values = columns.map((column) => {
    const { type } = analysis.expression(column, { scope }, analysis);
    if (!numeric.has(type.kind)) {
      throw sparkError("STATISTIC_NOT_NUMERIC", {
        statistic: names[statistic.kind],
        columnName: column.parts.join("."),
        dataType: type.simpleString(),
      });
    }
    return { kind: "cast", child: column, type: double, mode: "default" } as const;
  });
  const child = expressionOf(statistic, values);
  return resolveAggregate(
    {
      kind: "aggregate",
      input,
      grouping: { type: "groupBy" },
      keys: [],
      aggregates: [{ kind: "alias", child, names: [names[statistic.kind]] }],
      includeKeys: false,
      ...(planId !== undefined && { planId }),
    },
    analysis,
  );
}

const names = { cov: "cov", corr: "corr", approxQuantile: "approx_quantile" } as const;

function expressionOf(statistic: StatisticRelation["statistic"], values: readonly Expression[]): Expression {
  // A missing value counts as zero.
  const filled = values.map((value) => call("coalesce", value, literal(0)));
  switch (statistic.kind) {
    case "cov":
      return call("coalesce", call("covar_samp", ...filled), literal(0));
    case "corr":
      return call("coalesce", call("corr", ...filled), literal(Number.NaN));
    case "approxQuantile": {
      const shares = call("array", ...statistic.probabilities.map((share) => literal(share)));
      const quantiles = values.map((value) => {
        const known = call("when", call("not", call("isnan", value)), value);
        const none = call("slice", shares, literal(1, integer), literal(0, integer));
        return call("coalesce", call("percentile_approx", known, shares, literal(accuracy, integer)), none);
      });
      return call("array", ...quantiles);
    }
  }
}

/** Quantiles are exact, whatever error is allowed. */
const accuracy = 10_000;

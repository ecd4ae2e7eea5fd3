import { sparkError } from "../../../common/index.ts";
import type * as proto from "../../../protocol/index.ts";
import { type DataType, LongType, StringType } from "../../../types/index.ts";
import type { AttributeExpression, Expression, LiteralExpression } from "../expression.ts";
import type { Relation, StatisticRelation } from "../relation.ts";
import { parseAttributeName } from "./attribute-name.ts";
import { type Converter, invalidPlan, required, unsupportedNode } from "./converter.ts";
import { literalFromProto } from "./literal.ts";

const attribute = (name: string): AttributeExpression => ({ kind: "attribute", parts: parseAttributeName(name) });
const call = (name: string, ...args: readonly Expression[]): Expression => ({ kind: "call", name, args });
const literal = (type: DataType, value: unknown): LiteralExpression => ({ kind: "literal", type, value });
const text = (value: string): LiteralExpression => literal(new StringType(), value);

const statistic = (
  columns: readonly string[],
  kind: StatisticRelation["statistic"],
  input: Relation,
): StatisticRelation => ({ kind: "statistic", input, columns: columns.map(attribute), statistic: kind });

export function covarianceFromProto({ col1, col2 }: proto.StatCov, input: Relation): Relation {
  return statistic([col1, col2], { kind: "cov" }, input);
}

export function correlationFromProto({ col1, col2, method = "pearson" }: proto.StatCorr, input: Relation): Relation {
  if (method !== "pearson")
    throw unsupportedNode(`corr by the method ${method}`, "Only the correlation of Pearson is computed.");
  return statistic([col1, col2], { kind: "corr" }, input);
}

export function quantileFromProto(message: proto.StatApproxQuantile, input: Relation): Relation {
  const { cols, probabilities, relativeError } = message;
  if (probabilities.some((share) => !(share >= 0 && share <= 1)) || !(relativeError >= 0))
    throw invalidPlan("approxQuantile takes probabilities from 0 to 1 and an error of 0 or more");
  return statistic(cols, { kind: "approxQuantile", probabilities }, input);
}

export function describeFromProto({ cols }: proto.StatDescribe, input: Relation): Relation {
  const selected: Relation = cols.length === 0 ? input : { kind: "project", input, expressions: cols.map(attribute) };
  return { kind: "summary", input: selected, statistics: ["count", "mean", "stddev", "min", "max"] };
}

/** Counts of pairs: the values of one column become rows, those of the other columns. @see StatFunctions.crossTabulate of Spark */
export function crosstabFromProto({ col1, col2 }: proto.StatCrosstab, input: Relation): Relation {
  const shown = (name: string, value: (column: Expression) => Expression): Expression =>
    call("when", call("isnull", attribute(name)), text("null"), value(asText(attribute(name))));
  const counted: Relation = {
    kind: "aggregate",
    input,
    grouping: {
      type: "pivot",
      column: shown(col2, (value) => call("regexp_replace", value, text("`"), text(""))),
      values: [],
    },
    keys: [{ kind: "alias", child: shown(col1, (value) => value), names: [`${col1}_${col2}`] }],
    aggregates: [{ kind: "alias", child: call("count", literal(new LongType(), 1n)), names: ["count"] }],
    includeKeys: true,
  };
  return { kind: "fillNull", input: counted, columns: [], values: [literal(new LongType(), 0n)] };
}

const asText = (child: Expression): Expression => ({ kind: "cast", child, type: new StringType(), mode: "default" });

/** @throws SparkException `STATISTIC_SUPPORT_OUT_OF_RANGE` */
export function frequentItemsFromProto({ cols, support = 0.01 }: proto.StatFreqItems, input: Relation): Relation {
  if (!(support >= 1e-4 && support <= 1))
    throw sparkError("STATISTIC_SUPPORT_OUT_OF_RANGE", { support: String(support) });
  return { kind: "frequentItems", input, columns: cols.map(attribute), names: cols, support };
}

/** @throws SparkException `STATISTIC_FRACTION_OUT_OF_RANGE` */
export function sampleByFromProto(message: proto.StatSampleBy, input: Relation, convert: Converter): Relation {
  const fractions = message.fractions.map(({ fraction, stratum }) => {
    if (!(fraction >= 0 && fraction <= 1))
      throw sparkError("STATISTIC_FRACTION_OUT_OF_RANGE", { fraction: String(fraction) });
    return { value: literalFromProto(required(stratum, "Fraction.stratum")), fraction };
  });
  return {
    kind: "stratifiedSample",
    input,
    stratum: convert.expression(required(message.col, "StatSampleBy.col")),
    fractions,
    ...(message.seed !== undefined && { seed: message.seed }),
  };
}

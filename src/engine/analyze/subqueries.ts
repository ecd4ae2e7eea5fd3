import { sparkError } from "../../common/index.ts";
import type { ResolvedColumn, ResolvedExpression, ResolvedSubquery, SubqueryExpression } from "../plan/index.ts";
import type { Analysis, Names } from "./analysis.ts";
import { BOOLEAN, coerce, pass, project } from "./build.ts";
import { commonType } from "./common-type.ts";
import { isStreaming } from "./is-streaming.ts";
import { qualifiedName } from "./names.ts";
import { shown, shownType } from "./refusals.ts";
import { sameType } from "./same-type.ts";
import { settle } from "./settle.ts";

/**
 * A query inside an expression; it may name columns of the query around it.
 *
 * @throws SparkException `INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN`,
 *   `INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY`, `DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH`, `DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH`
 */
export function resolveSubquery(expression: SubqueryExpression, names: Names, analysis: Analysis): ResolvedSubquery {
  const used = new Map<number, ResolvedColumn>();
  const plan = settle(
    analysis.relation(expression.plan, { ...analysis, outer: { names: names.outside ?? names, analysis, used } }),
  );
  if (isStreaming(plan))
    throw sparkError(
      "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY",
      {},
      {
        hint: "Join the two streams instead: a left semi join stands for IN and EXISTS, with watermarks that bound its state.",
      },
    );
  const outer = [...used.values()];
  const values = expression.values.map((value) => analysis.expression(value, names, analysis));
  switch (expression.form) {
    case "scalar": {
      const [column] = plan.output;
      if (plan.output.length !== 1) {
        throw sparkError("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN", {
          number: String(plan.output.length),
        });
      }
      return { kind: "subquery", form: "scalar", plan, values, outer, type: column!.type, nullable: true };
    }
    case "exists":
      return { kind: "subquery", form: "exists", plan, values, outer, type: BOOLEAN, nullable: false };
    case "in":
      return membership(plan, values, outer, analysis);
  }
}

const mismatchedSide = (value: ResolvedExpression, analysis: Analysis): string =>
  `${qualifiedName(value, analysis.context.settings.timeZone)}:${value.type.simpleString()}`;

/** `values IN (plan)`, both sides brought to common types. */
function membership(
  plan: ResolvedSubquery["plan"],
  values: readonly ResolvedExpression[],
  outer: readonly ResolvedColumn[],
  analysis: Analysis,
): ResolvedSubquery {
  const { ansi } = analysis.context.settings;
  const nullable = values.some((value) => value.nullable) || plan.output.some((column) => column.nullable);
  const made = { kind: "subquery", form: "in", outer, type: BOOLEAN, nullable } as const;
  if (values.length !== plan.output.length) {
    throw sparkError("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", {
      sqlExpr: shown({ ...made, plan, values }, analysis),
      leftLength: String(values.length),
      rightLength: String(plan.output.length),
      leftColumns: values.map((value) => shown(value, analysis)).join(", "),
      rightColumns: plan.output.map((column) => `"${column.name}"`).join(", "),
    });
  }
  const types = values.map((value, at) => commonType([value, plan.output[at]!], analysis));
  if (types.some((type) => type === undefined)) {
    throw sparkError("DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH", {
      sqlExpr: shown({ ...made, plan, values }, analysis),
      mismatchedColumns: values
        .flatMap((value, at) =>
          types[at] ? [] : [`(${mismatchedSide(value, analysis)}, ${mismatchedSide(plan.output[at]!, analysis)})`],
        )
        .join(", "),
      leftType: values.map((value) => shownType(value.type)).join(", "),
      rightType: plan.output.map((column) => shownType(column.type)).join(", "),
    });
  }
  const right = plan.output.every((column, at) => sameType(column.type, types[at]!))
    ? plan
    : project(
        plan,
        plan.output.map((column, at) => {
          const expression = coerce(column, types[at]!, ansi);
          if (expression === column) return pass(column);
          return { expression, column: { ...column, id: analysis.context.nextId(), type: types[at]! } };
        }),
      );
  return { ...made, plan: right, values: values.map((value, at) => coerce(value, types[at]!, ansi)) };
}

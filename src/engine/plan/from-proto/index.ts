import type * as proto from "../../../protocol/index.ts";
import type { Expression } from "../expression.ts";
import { withOrigin } from "../origin.ts";
import type { QueryParameters } from "../query-parameters.ts";
import type { Relation } from "../relation.ts";
import { type Converter, invalidPlan, type PlanParsers } from "./converter.ts";
import { convertExpression } from "./expression.ts";
import { sqlParameters } from "./inputs.ts";
import { convertRelation } from "./relation.ts";

export { parseAttributeName } from "./attribute-name.ts";
export type { PlanParsers } from "./converter.ts";
export { dataTypeFromProto } from "./data-type.ts";
export { pythonFunctionFromProto } from "./python-function.ts";

/**
 * The plan of a relation message. What only the server can answer (`showString`, `htmlString`, `catalog`) is not a plan: the server
 * takes such a message from the top before it comes here.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for nodes that the engine does not run, `CONNECT_INVALID_PLAN.*` for
 *   malformed messages, and what the parsers throw
 */
export function planFromProto(message: proto.Relation, parsers: PlanParsers): Relation {
  return converter(parsers, new Map()).relation(message);
}

/** The expression of a message. @throws as {@link planFromProto} does */
export function expressionFromProto(message: proto.Expression, parsers: PlanParsers): Expression {
  return converter(parsers, new Map()).expression(message);
}

/** The values for the markers of a parameterised statement. @throws as {@link planFromProto} does */
export function sqlParametersFromProto(message: proto.SQL, parsers: PlanParsers): QueryParameters | undefined {
  return sqlParameters(message, converter(parsers, new Map()));
}

/** An expression with the call of the client's program that made it, where the client tells. */
function placed(expression: Expression, { common }: proto.Expression): Expression {
  const origin = common?.origin?.function;
  if (origin?.case !== "pythonOrigin") return expression;
  const { fragment, callSite } = origin.value;
  const summary = `== DataFrame ==\n"${fragment}" was called from\n${callSite}\n`;
  const nowhere = { startIndex: -1, stopIndex: -1, line: 0, position: 0 };
  return withOrigin(expression, () => ({ ...nowhere, fragment, callSite, summary }));
}

function converter(parsers: PlanParsers, references: ReadonlyMap<bigint, proto.Relation>): Converter {
  const convert: Converter = {
    parsers,
    relation: (message) => convertRelation(message, convert),
    expression: (message) => placed(convertExpression(message, convert), message),
    reference: (planId) => {
      const found = references.get(planId);
      if (found === undefined) throw invalidPlan(`no plan with the id ${planId} came with the subquery`);
      return found;
    },
    withReferences: (more) => {
      const known = new Map(references);
      for (const relation of more) {
        const planId = relation.common?.planId;
        if (planId !== undefined) known.set(planId, relation);
      }
      return converter(parsers, known);
    },
  };
  return convert;
}

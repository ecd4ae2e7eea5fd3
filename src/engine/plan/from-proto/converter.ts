import { type SparkException, sparkError } from "../../../common/index.ts";
import type * as proto from "../../../protocol/index.ts";
import type { StructType } from "../../../types/index.ts";
import type { Expression } from "../expression.ts";
import type { QueryParameters } from "../query-parameters.ts";
import type { Relation } from "../relation.ts";

/** What the conversion of messages needs from outside: parsers of the texts in a plan, and the bytes that were sent before it. */
export interface PlanParsers {
  /** @param timeZone - of timestamps without one; the session's where absent */
  parseQuery(text: string, parameters?: QueryParameters, timeZone?: string): Relation;
  /** An expression that may carry a name: `a + 1 AS b`. */
  parseExpression(text: string, timeZone?: string): Expression;
  parseMultipartIdentifier(text: string): readonly string[];
  /** A schema in DDL or JSON form. */
  parseSchema(text: string): StructType;
  /** Reads the artifact `cache/<hash>`; undefined where the session has none. */
  artifact(hash: string): (() => Uint8Array) | undefined;
}

/** Passed through the conversion, so that relations can hold expressions and expressions relations. */
export interface Converter {
  readonly parsers: PlanParsers;
  relation(message: proto.Relation): Relation;
  expression(message: proto.Expression): Expression;
  /** The plan that a subquery expression names by its id. */
  reference(planId: bigint): proto.Relation;
  /** A converter that also knows these plans. */
  withReferences(references: readonly proto.Relation[]): Converter;
}

/** The error of a message that a client should not have sent. */
export function invalidPlan(message: string): SparkException {
  return sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message });
}

/** The error of a plan node that the embedded engine does not run. */
export function unsupportedNode(feature: string, hint: string): SparkException {
  return sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature, hint });
}

/** A message field that must be set. */
export function required<Value>(value: Value | undefined, field: string): Value {
  if (value === undefined) throw invalidPlan(`${field} is not set`);
  return value;
}

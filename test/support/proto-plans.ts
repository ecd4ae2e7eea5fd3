import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { expressionFromProto, type PlanParsers, planFromProto } from "../../src/engine/plan/from-proto/index.ts";
import * as proto from "../../src/protocol/index.ts";
import { parseDdl } from "../../src/types/index.ts";

// Messages of plans, and what becomes of them.

export const rows = create(proto.LocalRelationSchema, { data: new Uint8Array([1, 2]), schema: "a INT" });
export const artifacts: Record<string, Uint8Array> = {
  rows: toBinary(proto.LocalRelationSchema, rows),
  one: new Uint8Array([1]),
  two: new Uint8Array([2]),
  schema: new TextEncoder().encode("a INT"),
};

/** Texts come back as nodes that show what was asked for. */
export const parsers: PlanParsers = {
  parseQuery: (text, parameters) => ({
    kind: "tableFunction",
    name: text,
    args: [...(parameters?.positional ?? []), ...Object.values(parameters?.named ?? {})],
  }),
  parseExpression: (text) => ({ kind: "regex", pattern: text }),
  parseMultipartIdentifier: (text) => text.split("."),
  parseSchema: parseDdl,
  artifact: (hash) => artifacts[hash] && (() => artifacts[hash]!),
};

export type RelationInit = MessageInitShape<typeof proto.RelationSchema>["relType"];
export type ExpressionInit = MessageInitShape<typeof proto.ExpressionSchema>["exprType"];
export type LiteralInit = MessageInitShape<typeof proto.Expression_LiteralSchema>;

export const relation = (relType: RelationInit, planId?: bigint) =>
  create(proto.RelationSchema, { ...(relType && { relType }), ...(planId && { common: { planId } }) });
export const expression = (exprType: ExpressionInit) => create(proto.ExpressionSchema, exprType ? { exprType } : {});
export const plan = (relType: RelationInit) => planFromProto(relation(relType), parsers);
export const converted = (exprType: ExpressionInit) => expressionFromProto(expression(exprType), parsers);

export const t = relation({
  case: "read",
  value: { readType: { case: "namedTable", value: { unparsedIdentifier: "t" } } },
});
export const u = relation(
  { case: "read", value: { readType: { case: "namedTable", value: { unparsedIdentifier: "u" } } } },
  7n,
);
export const a = expression({ case: "unresolvedAttribute", value: { unparsedIdentifier: "a" } });
export const one = expression({ case: "literal", value: { literalType: { case: "integer", value: 1 } } });
export const table = { kind: "table", name: ["t"] };
export const column = { kind: "attribute", parts: ["a"] };

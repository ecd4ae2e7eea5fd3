import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  a,
  column,
  converted,
  type ExpressionInit,
  expression,
  type LiteralInit,
  one,
} from "../../../../test/support/proto-plans.ts";
import * as proto from "../../../protocol/index.ts";
import { Timestamp } from "../../../types/index.ts";
import { dataTypeFromProto, parseAttributeName } from "./index.ts";

describe("expressions", () => {
  test.each<[string, ExpressionInit, object]>([
    [
      "a column of a DataFrame",
      { case: "unresolvedAttribute", value: { unparsedIdentifier: "a.`b.c`", planId: 3n } },
      { parts: ["a", "b.c"], planId: 3n },
    ],
    [
      "a star in a name",
      { case: "unresolvedAttribute", value: { unparsedIdentifier: "t.*" } },
      { kind: "star", target: ["t"] },
    ],
    ["a star", { case: "unresolvedStar", value: { unparsedTarget: "t.*" } }, { kind: "star", target: ["t"] }],
    [
      "a call",
      { case: "unresolvedFunction", value: { functionName: "sum", arguments: [a], isDistinct: true } },
      { kind: "call", name: "sum", args: [column], distinct: true },
    ],
    [
      "call_function",
      { case: "callFunction", value: { functionName: "x.f", arguments: [a] } },
      { kind: "call", name: "x.f" },
    ],
    ["text", { case: "expressionString", value: { expression: "a + 1" } }, { kind: "regex", pattern: "a + 1" }],
    ["an alias", { case: "alias", value: { expr: a, name: ["k", "v"] } }, { kind: "alias", names: ["k", "v"] }],
    [
      "a cast",
      {
        case: "cast",
        value: {
          expr: a,
          castToType: { case: "typeStr", value: "array<int>" },
          evalMode: proto.Expression_Cast_EvalMode.TRY,
        },
      },
      { kind: "cast", mode: "try", type: { kind: "array" } },
    ],
    [
      "a cast to a type",
      {
        case: "cast",
        value: {
          expr: a,
          castToType: { case: "type", value: { kind: { case: "decimal", value: { precision: 5, scale: 2 } } } },
        },
      },
      { mode: "default", type: { precision: 5, scale: 2 } },
    ],
    [
      "a pattern",
      { case: "unresolvedRegex", value: { colName: "t.`a.*`" } },
      { kind: "regex", pattern: "a.*", table: "t" },
    ],
    ["a pattern that is none", { case: "unresolvedRegex", value: { colName: "a" } }, column],
    [
      "a lambda",
      {
        case: "lambdaFunction",
        value: {
          function: expression({ case: "unresolvedNamedLambdaVariable", value: { nameParts: ["x"] } }),
          arguments: [{ nameParts: ["x"] }],
        },
      },
      { kind: "lambda", parameters: ["x"], body: { kind: "lambdaVariable", name: "x" } },
    ],
    [
      "a window",
      {
        case: "window",
        value: {
          windowFunction: a,
          partitionSpec: [a],
          orderSpec: [{ child: a, nullOrdering: proto.Expression_SortOrder_NullOrdering.SORT_NULLS_LAST }],
          frameSpec: {
            frameType: proto.Expression_Window_WindowFrame_FrameType.ROW,
            lower: { boundary: { case: "unbounded", value: true } },
            upper: { boundary: { case: "value", value: one } },
          },
        },
      },
      {
        kind: "window",
        orderBy: [{ nullsFirst: false }],
        frame: { unit: "rows", lower: { kind: "unboundedPreceding" }, upper: { kind: "offset", value: { value: 1 } } },
      },
    ],
    [
      "an element",
      { case: "unresolvedExtractValue", value: { child: a, extraction: one } },
      { kind: "extract", child: column, extraction: { value: 1 } },
    ],
    [
      "dropFields",
      { case: "updateFields", value: { structExpression: a, fieldName: "x" } },
      { kind: "updateFields", field: "x" },
    ],
    [
      "a named argument",
      { case: "namedArgumentExpression", value: { key: "k", value: a } },
      { kind: "namedArgument", name: "k", value: column },
    ],
  ])("%s", (_name, message, expected) => expect(converted(message)).toMatchObject(expected));

  test("a function in Java is refused by its name", () => {
    const java = { case: "javaUdf", value: { className: "F" } } as const;
    const call: ExpressionInit = {
      case: "commonInlineUserDefinedFunction",
      value: { functionName: "f", function: java },
    };
    expect(() => converted(call)).toThrow("the function f in Java");
  });

  test.each([
    ["a", ["a"]],
    ["my col (x)", ["my col (x)"]],
    ["`a``b`.c", ["a`b", "c"]],
  ])("attribute name %s", (name, parts) => expect(parseAttributeName(name)).toEqual(parts));

  test.each(["a.", ".a", "a`b`", "`a", "`a`b", "a..b"])("malformed attribute name %s", (name) => {
    expect(() => parseAttributeName(name)).toThrow(
      expect.objectContaining({ condition: "INVALID_ATTRIBUTE_NAME_SYNTAX" }),
    );
  });
});

describe("literals", () => {
  const integers = [1, 2].map((value) => ({ literalType: { case: "integer" as const, value } }));

  test.each<[LiteralInit, string, unknown]>([
    [{ literalType: { case: "null", value: { kind: { case: "string", value: {} } } } }, "string", null],
    [{ literalType: { case: "decimal", value: { value: "12.50" } } }, "decimal(4,2)", "12.50"],
    [
      { literalType: { case: "decimal", value: { value: "1.5E+3", precision: 10, scale: 2 } } },
      "decimal(10,2)",
      "1500.00",
    ],
    [{ literalType: { case: "decimal", value: { value: "-0.001" } } }, "decimal(3,3)", "-0.001"],
    [{ literalType: { case: "date", value: -1 } }, "date", new Date("1969-12-31")],
    [{ literalType: { case: "timestamp", value: 5n } }, "timestamp", new Timestamp(5n)],
    [{ literalType: { case: "timestampNtz", value: 5n } }, "timestamp_ntz", new Timestamp(5n)],
    [
      { literalType: { case: "calendarInterval", value: { months: 1, days: 2, microseconds: 3n } } },
      "interval",
      { months: 1, days: 2, microseconds: 3n },
    ],
    [{ literalType: { case: "yearMonthInterval", value: 3 } }, "interval year to month", 3],
    [{ literalType: { case: "dayTimeInterval", value: 3n } }, "interval day to second", 3n],
    [{ literalType: { case: "array", value: { elements: integers } } }, "array<int>", [1, 2]],
    [
      { literalType: { case: "specializedArray", value: { valueType: { case: "longs", value: { values: [1n] } } } } },
      "array<bigint>",
      [1n],
    ],
    [
      { literalType: { case: "map", value: { keys: integers, values: integers } } },
      "map<int,int>",
      new Map([
        [1, 1],
        [2, 2],
      ]),
    ],
    [
      {
        literalType: { case: "struct", value: { elements: integers } },
        dataType: { kind: { case: "unparsed", value: { dataTypeString: "struct<x:int,y:int>" } } },
      },
      "struct<x:int,y:int>",
      { x: 1, y: 2 },
    ],
  ])("literal %#", (message, type, value) => {
    const literal = converted({ case: "literal", value: message });
    expect(literal.kind === "literal" && literal.type.simpleString()).toBe(type);
    expect(literal).toMatchObject({ value });
  });
});

describe("data types", () => {
  type Kind = NonNullable<MessageInitShape<typeof proto.DataTypeSchema>["kind"]>;
  const type = (kind: Kind) => create(proto.DataTypeSchema, { kind });
  const int = type({ case: "integer", value: {} });

  test.each<[Kind, string]>([
    [{ case: "null", value: {} }, "void"],
    [{ case: "binary", value: {} }, "binary"],
    [{ case: "boolean", value: {} }, "boolean"],
    [{ case: "byte", value: {} }, "tinyint"],
    [{ case: "short", value: {} }, "smallint"],
    [{ case: "long", value: {} }, "bigint"],
    [{ case: "float", value: {} }, "float"],
    [{ case: "double", value: {} }, "double"],
    [{ case: "decimal", value: {} }, "decimal(10,0)"],
    [{ case: "string", value: { collation: "UTF8_BINARY" } }, "string"],
    [{ case: "char", value: { length: 3 } }, "char(3)"],
    [{ case: "varChar", value: { length: 3 } }, "varchar(3)"],
    [{ case: "date", value: {} }, "date"],
    [{ case: "timestamp", value: {} }, "timestamp"],
    [{ case: "timestampNtz", value: {} }, "timestamp_ntz"],
    [{ case: "calendarInterval", value: {} }, "interval"],
    [{ case: "yearMonthInterval", value: {} }, "interval year to month"],
    [{ case: "dayTimeInterval", value: { startField: 1, endField: 2 } }, "interval hour to minute"],
    [{ case: "array", value: { elementType: int } }, "array<int>"],
    [{ case: "map", value: { keyType: int, valueType: int } }, "map<int,int>"],
    [{ case: "struct", value: { fields: [{ name: "x", dataType: int, metadata: '{"a":1}' }] } }, "struct<x:int>"],
    [{ case: "unparsed", value: { dataTypeString: "array<string>" } }, "array<string>"],
  ])("%j", (kind, text) => expect(dataTypeFromProto(type(kind)).simpleString()).toBe(text));

  test.each<[Kind, string]>([
    [{ case: "variant", value: {} }, "the data type variant"],
    [{ case: "time", value: {} }, "the data type time"],
    [{ case: "string", value: { collation: "UNICODE" } }, "the collation UNICODE"],
  ])("%j is refused", (kind, text) => expect(() => dataTypeFromProto(type(kind))).toThrow(text));

  test("parts that are missing make the plan invalid", () => {
    const condition = "CONNECT_INVALID_PLAN.ASSERTION_FAILURE";
    const array = type({ case: "array", value: {} });
    expect(() => dataTypeFromProto(array)).toThrow(expect.objectContaining({ condition }));
  });
});

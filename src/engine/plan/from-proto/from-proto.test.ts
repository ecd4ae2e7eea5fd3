import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import * as proto from "../../../protocol/index.ts";
import { parseDdl, Timestamp } from "../../../types/index.ts";
import {
  dataTypeFromProto,
  expressionFromProto,
  type PlanParsers,
  parseAttributeName,
  planFromProto,
} from "./index.ts";

const rows = create(proto.LocalRelationSchema, { data: new Uint8Array([1, 2]), schema: "a INT" });
const artifacts: Record<string, Uint8Array> = {
  rows: toBinary(proto.LocalRelationSchema, rows),
  one: new Uint8Array([1]),
  two: new Uint8Array([2]),
  schema: new TextEncoder().encode("a INT"),
};

/** Texts come back as nodes that show what was asked for. */
const parsers: PlanParsers = {
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

type RelationInit = MessageInitShape<typeof proto.RelationSchema>["relType"];
type ExpressionInit = MessageInitShape<typeof proto.ExpressionSchema>["exprType"];
type LiteralInit = MessageInitShape<typeof proto.Expression_LiteralSchema>;

const relation = (relType: RelationInit, planId?: bigint) =>
  create(proto.RelationSchema, { ...(relType && { relType }), ...(planId && { common: { planId } }) });
const expression = (exprType: ExpressionInit) => create(proto.ExpressionSchema, exprType ? { exprType } : {});
const plan = (relType: RelationInit) => planFromProto(relation(relType), parsers);
const converted = (exprType: ExpressionInit) => expressionFromProto(expression(exprType), parsers);

const t = relation({ case: "read", value: { readType: { case: "namedTable", value: { unparsedIdentifier: "t" } } } });
const u = relation(
  { case: "read", value: { readType: { case: "namedTable", value: { unparsedIdentifier: "u" } } } },
  7n,
);
const a = expression({ case: "unresolvedAttribute", value: { unparsedIdentifier: "a" } });
const one = expression({ case: "literal", value: { literalType: { case: "integer", value: 1 } } });
const table = { kind: "table", name: ["t"] };
const column = { kind: "attribute", parts: ["a"] };

describe("relations", () => {
  test.each<[string, RelationInit, object]>([
    ["a table", t.relType as RelationInit, { ...table, options: {}, streaming: false }],
    [
      "a streaming source",
      {
        case: "read",
        value: {
          isStreaming: true,
          readType: {
            case: "dataSource",
            value: { format: "json", schema: "a INT", paths: ["x"], options: { A: "b" } },
          },
        },
      },
      {
        kind: "read",
        format: "json",
        streaming: true,
        paths: ["x"],
        options: { A: "b" },
        schema: { fields: [{ name: "a" }] },
      },
    ],
    [
      "a source without format",
      { case: "read", value: { readType: { case: "dataSource", value: {} } } },
      { format: "parquet" },
    ],
    [
      "SQL with positions",
      { case: "sql", value: { query: "q", posArguments: [one] } },
      { name: "q", args: [{ value: 1 }] },
    ],
    [
      "SQL with old names",
      { case: "sql", value: { query: "q", args: { x: { literalType: { case: "string", value: "y" } } } } },
      { args: [{ value: "y" }] },
    ],
    ["local rows", { case: "localRelation", value: rows }, { kind: "local", data: [new Uint8Array([1, 2])] }],
    [
      "cached rows",
      { case: "cachedLocalRelation", value: { hash: "rows" } },
      { kind: "local", schema: { fields: [{ name: "a" }] } },
    ],
    [
      "rows in chunks",
      { case: "chunkedCachedLocalRelation", value: { dataHashes: ["one", "two"], schemaHash: "schema" } },
      { kind: "local", data: [{ hash: "one" }, { hash: "two" }], schema: {} },
    ],
    [
      "a relation of the server",
      { case: "cachedRemoteRelation", value: { relationId: "r" } },
      { kind: "cached", relationId: "r" },
    ],
    ["a range", { case: "range", value: { end: 3n, step: 1n } }, { kind: "range", start: 0n, end: 3n, step: 1n }],
    [
      "a table function",
      { case: "unresolvedTableValuedFunction", value: { functionName: "explode", arguments: [a] } },
      { kind: "tableFunction", args: [column] },
    ],
    [
      "project",
      { case: "project", value: { input: t, expressions: [a] } },
      { kind: "project", input: table, expressions: [column] },
    ],
    ["project of nothing", { case: "project", value: { expressions: [one] } }, { input: { kind: "oneRow" } }],
    ["filter", { case: "filter", value: { input: t, condition: a } }, { kind: "filter", condition: column }],
    [
      "join",
      { case: "join", value: { left: t, right: u, joinType: proto.Join_JoinType.LEFT_ANTI, joinCondition: a } },
      { kind: "join", type: "leftAnti", right: { planId: 7n }, condition: column },
    ],
    [
      "join using",
      { case: "join", value: { left: t, right: u, joinType: proto.Join_JoinType.FULL_OUTER, usingColumns: ["a"] } },
      { type: "full", using: ["a"] },
    ],
    [
      "lateral join",
      { case: "lateralJoin", value: { left: t, right: u, joinType: proto.Join_JoinType.INNER } },
      { type: "inner", lateral: true },
    ],
    [
      "union by name",
      {
        case: "setOp",
        value: {
          leftInput: t,
          rightInput: u,
          setOpType: proto.SetOperation_SetOpType.UNION,
          isAll: true,
          byName: true,
          allowMissingColumns: true,
        },
      },
      { kind: "setOperation", operation: "union", all: true, byName: true, allowMissingColumns: true },
    ],
    [
      "aggregate",
      {
        case: "aggregate",
        value: {
          input: t,
          groupType: proto.Aggregate_GroupType.ROLLUP,
          groupingExpressions: [a],
          aggregateExpressions: [one],
        },
      },
      {
        kind: "aggregate",
        grouping: { type: "rollup" },
        keys: [column],
        aggregates: [{ value: 1 }],
        includeKeys: true,
      },
    ],
    [
      "pivot",
      {
        case: "aggregate",
        value: {
          input: t,
          groupType: proto.Aggregate_GroupType.PIVOT,
          pivot: { col: a, values: [{ literalType: { case: "integer", value: 1 } }] },
        },
      },
      { grouping: { type: "pivot", column, values: [{ value: 1 }] } },
    ],
    [
      "grouping sets",
      {
        case: "aggregate",
        value: {
          input: t,
          groupType: proto.Aggregate_GroupType.GROUPING_SETS,
          groupingSets: [{ groupingSet: [a] }, {}],
        },
      },
      { grouping: { type: "groupingSets", sets: [[column], []] } },
    ],
    [
      "sort",
      { case: "sort", value: { input: t, order: [{ child: a, direction: 2 }] } },
      { kind: "sort", global: true, order: [{ descending: true, nullsFirst: false }] },
    ],
    ["limit", { case: "limit", value: { input: t, limit: 2 } }, { kind: "limit", limit: { value: 2 } }],
    ["offset", { case: "offset", value: { input: t, offset: 2 } }, { kind: "offset", offset: { value: 2 } }],
    ["tail", { case: "tail", value: { input: t, limit: 2 } }, { kind: "tail", limit: 2 }],
    [
      "distinct",
      { case: "deduplicate", value: { input: t, allColumnsAsKeys: true } },
      { kind: "deduplicate", columns: "all", withinWatermark: false },
    ],
    [
      "drop",
      { case: "drop", value: { input: t, columns: [a], columnNames: ["b"] } },
      { kind: "drop", columns: [column], names: ["b"] },
    ],
    [
      "withColumns",
      { case: "withColumns", value: { input: t, aliases: [{ expr: one, name: ["x"], metadata: '{"k":1}' }] } },
      { columns: [{ names: ["x"], metadata: { k: 1 } }] },
    ],
    [
      "renames",
      { case: "withColumnsRenamed", value: { input: t, renames: [{ colName: "a", newColName: "b" }] } },
      { kind: "rename", renames: [{ from: "a", to: "b" }] },
    ],
    [
      "old renames",
      { case: "withColumnsRenamed", value: { input: t, renameColumnsMap: { a: "b" } } },
      { renames: [{ from: "a", to: "b" }] },
    ],
    ["toDF", { case: "toDf", value: { input: t, columnNames: ["x"] } }, { kind: "toDf", names: ["x"] }],
    [
      "to",
      {
        case: "toSchema",
        value: {
          input: t,
          schema: {
            kind: {
              case: "struct",
              value: { fields: [{ name: "a", dataType: { kind: { case: "long", value: {} } } }] },
            },
          },
        },
      },
      { kind: "toSchema", schema: { fields: [{ name: "a", nullable: false }] } },
    ],
    ["alias", { case: "subqueryAlias", value: { input: t, alias: "x" } }, { kind: "alias", name: "x" }],
    [
      "sample",
      { case: "sample", value: { input: t, lowerBound: 0.1, upperBound: 0.5, seed: 3n } },
      { kind: "sample", lower: 0.1, upper: 0.5, seed: 3n, withReplacement: false },
    ],
    [
      "repartition",
      { case: "repartition", value: { input: t, numPartitions: 3 } },
      { kind: "repartition", partitions: 3, expressions: [] },
    ],
    [
      "repartition by",
      { case: "repartitionByExpression", value: { input: t, partitionExprs: [a] } },
      { kind: "repartition", expressions: [column] },
    ],
    [
      "hint",
      { case: "hint", value: { input: t, name: "broadcast", parameters: [one] } },
      { kind: "hint", name: "broadcast", parameters: [{ value: 1 }] },
    ],
    [
      "unpivot",
      { case: "unpivot", value: { input: t, ids: [a], variableColumnName: "n", valueColumnName: "v" } },
      { kind: "unpivot", ids: [column], variableName: "n" },
    ],
    [
      "watermark",
      { case: "withWatermark", value: { input: t, eventTime: "ts", delayThreshold: "1 minute" } },
      { kind: "watermark", column: "ts", delay: "1 minute" },
    ],
    [
      "fill",
      { case: "fillNa", value: { input: t, cols: ["a"], values: [{ literalType: { case: "long", value: 1n } }] } },
      { kind: "fillNull", columns: ["a"], values: [{ value: 1n }] },
    ],
    [
      "drop nulls",
      { case: "dropNa", value: { input: t, minNonNulls: 1 } },
      { kind: "dropNull", columns: [], minNonNulls: 1 },
    ],
    [
      "replace",
      {
        case: "replace",
        value: {
          input: t,
          replacements: [
            {
              oldValue: { literalType: { case: "double", value: 1 } },
              newValue: { literalType: { case: "null", value: { kind: { case: "double", value: {} } } } },
            },
          ],
        },
      },
      { kind: "replace", replacements: [{ from: { value: 1 }, to: { value: null } }] },
    ],
    [
      "DataFrames as arguments of SQL",
      {
        case: "withRelations",
        value: {
          root: relation({ case: "sql", value: { query: "q" } }),
          references: [relation({ case: "subqueryAlias", value: { input: t, alias: "x" } })],
        },
      },
      { kind: "with", input: { name: "q" }, tables: [{ name: "x", plan: table }] },
    ],
    [
      "a subquery",
      {
        case: "withRelations",
        value: {
          root: relation({
            case: "filter",
            value: {
              input: t,
              condition: expression({
                case: "subqueryExpression",
                value: { planId: 7n, subqueryType: proto.SubqueryExpression_SubqueryType.EXISTS },
              }),
            },
          }),
          references: [u],
        },
      },
      { kind: "filter", condition: { kind: "subquery", form: "exists", plan: { name: ["u"] } } },
    ],
  ])("%s", (_name, message, expected) => expect(plan(message)).toMatchObject(expected));

  test("ids of the client stay", () => expect(planFromProto(u, parsers).planId).toBe(7n));

  test.each<[string, RelationInit, string, string]>([
    ["nothing", undefined, "CONNECT_INVALID_PLAN.ASSERTION_FAILURE", "Relation.rel_type"],
    [
      "a filter without input",
      { case: "filter", value: {} },
      "CONNECT_INVALID_PLAN.ASSERTION_FAILURE",
      "the input of filter",
    ],
    [
      "a join without type",
      { case: "join", value: { left: t, right: u } },
      "CONNECT_INVALID_PLAN.ASSERTION_FAILURE",
      "join_type",
    ],
    [
      "rows never sent",
      { case: "cachedLocalRelation", value: { hash: "?" } },
      "CONNECT_INVALID_PLAN.CANNOT_FIND_CACHED_LOCAL_RELATION",
      "hash ?",
    ],
    [
      "a data source in Python",
      { case: "commonInlineUserDefinedDataSource", value: {} },
      "UNSUPPORTED_FEATURE.MILLRACE",
      "DataSource",
    ],
    ["freqItems", { case: "freqItems", value: { input: t, support: 2 } }, "STATISTIC_SUPPORT_OUT_OF_RANGE", "is 2"],
    [
      "nearestByJoin",
      { case: "nearestByJoin", value: { left: t, right: t, direction: "up", mode: "exact" } },
      "NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION",
      "'up'",
    ],
    [
      "as-of join",
      { case: "asOfJoin", value: { left: t, right: t, direction: "up" } },
      "AS_OF_JOIN.UNSUPPORTED_DIRECTION",
      "'up'",
    ],
    ["show inside", { case: "showString", value: { input: t } }, "UNSUPPORTED_FEATURE.MILLRACE", "top of a plan"],
  ])("%s is refused", (_name, message, condition, text) => {
    expect(() => plan(message)).toThrow(expect.objectContaining({ condition }));
    expect(() => plan(message)).toThrow(text);
  });
});

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

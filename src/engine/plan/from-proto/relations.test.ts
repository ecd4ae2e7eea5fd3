import { describe, expect, test } from "vitest";
import {
  a,
  column,
  expression,
  one,
  parsers,
  plan,
  type RelationInit,
  relation,
  rows,
  t,
  table,
  u,
} from "../../../../test/support/proto-plans.ts";
import * as proto from "../../../protocol/index.ts";
import { planFromProto } from "./index.ts";

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

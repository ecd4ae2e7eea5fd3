import type * as proto from "../../../protocol/index.ts";
import { IntegerType } from "../../../types/index.ts";
import type { LiteralExpression } from "../expression.ts";
import type { Relation } from "../relation.ts";
import {
  aggregateFromProto,
  coGroupMapFromProto,
  groupMapFromProto,
  joinFromProto,
  lateralJoinFromProto,
  setOperationFromProto,
} from "./combine.ts";
import { type Converter, invalidPlan, required, unsupportedNode } from "./converter.ts";
import { expressions, sortFromProto } from "./expression.ts";
import {
  cachedLocalFromProto,
  chunkedLocalFromProto,
  localFromProto,
  rangeFromProto,
  readFromProto,
  sqlFromProto,
  withRelationsFromProto,
} from "./inputs.ts";
import { asOfJoinFromProto, nearestByJoinFromProto } from "./nearest.ts";
import { pythonFunctionFromProto } from "./python-function.ts";
import {
  deduplicateFromProto,
  dropNullFromProto,
  fillNullFromProto,
  parseFromProto,
  renameFromProto,
  repartitionByFromProto,
  replaceFromProto,
  sampleFromProto,
  toSchemaFromProto,
  transposeFromProto,
  unpivotFromProto,
  withColumnsFromProto,
} from "./reshape.ts";
import {
  correlationFromProto,
  covarianceFromProto,
  crosstabFromProto,
  describeFromProto,
  frequentItemsFromProto,
  quantileFromProto,
  sampleByFromProto,
} from "./statistics.ts";

/** One relation message, with the client's id of it. */
export function convertRelation(message: proto.Relation, convert: Converter): Relation {
  const relation = relationByType(message, convert);
  const planId = message.common?.planId;
  return planId === undefined ? relation : { ...relation, planId };
}

function relationByType(message: proto.Relation, convert: Converter): Relation {
  const { relType } = message;
  const input = (holder: { readonly input?: proto.Relation | undefined }): Relation =>
    convert.relation(required(holder.input, `the input of ${relType.case}`));
  switch (relType.case) {
    case "read":
      return readFromProto(relType.value, convert);
    case "sql":
      return sqlFromProto(relType.value, convert);
    case "localRelation":
      return localFromProto(relType.value, convert);
    case "cachedLocalRelation":
      return cachedLocalFromProto(relType.value, convert);
    case "chunkedCachedLocalRelation":
      return chunkedLocalFromProto(relType.value, convert);
    case "cachedRemoteRelation":
      return { kind: "cached", relationId: relType.value.relationId };
    case "range":
      return rangeFromProto(relType.value);
    case "unresolvedTableValuedFunction": {
      const { functionName, arguments: args } = relType.value;
      return { kind: "tableFunction", name: functionName, args: expressions(args, convert) };
    }
    case "withRelations":
      return withRelationsFromProto(relType.value, convert);

    case "join":
      return joinFromProto(relType.value, convert);
    case "lateralJoin":
      return lateralJoinFromProto(relType.value, convert);
    case "setOp":
      return setOperationFromProto(relType.value, convert);
    case "aggregate":
      return aggregateFromProto(relType.value, convert);

    case "project":
      return {
        kind: "project",
        input: relType.value.input === undefined ? { kind: "oneRow" } : convert.relation(relType.value.input),
        expressions: expressions(relType.value.expressions, convert),
      };
    case "filter":
      return {
        kind: "filter",
        input: input(relType.value),
        condition: convert.expression(required(relType.value.condition, "Filter.condition")),
      };
    case "sort":
      return {
        kind: "sort",
        input: input(relType.value),
        order: relType.value.order.map((order) => sortFromProto(order, convert)),
        global: relType.value.isGlobal ?? true,
      };
    case "limit":
      return { kind: "limit", input: input(relType.value), limit: integer(relType.value.limit) };
    case "offset":
      return { kind: "offset", input: input(relType.value), offset: integer(relType.value.offset) };
    case "tail":
      return { kind: "tail", input: input(relType.value), limit: relType.value.limit };
    case "deduplicate":
      return deduplicateFromProto(relType.value, input(relType.value));
    case "drop":
      return {
        kind: "drop",
        input: input(relType.value),
        columns: expressions(relType.value.columns, convert),
        names: relType.value.columnNames,
      };
    case "withColumns":
      return withColumnsFromProto(relType.value, input(relType.value), convert);
    case "withColumnsRenamed":
      return renameFromProto(relType.value, input(relType.value));
    case "toDf":
      return { kind: "toDf", input: input(relType.value), names: relType.value.columnNames };
    case "toSchema":
      return toSchemaFromProto(relType.value, input(relType.value), convert);
    case "subqueryAlias":
      return { kind: "alias", input: input(relType.value), name: relType.value.alias };
    case "sample":
      return sampleFromProto(relType.value, input(relType.value));
    case "repartition":
      return {
        kind: "repartition",
        input: input(relType.value),
        partitions: relType.value.numPartitions,
        expressions: [],
      };
    case "repartitionByExpression":
      return repartitionByFromProto(relType.value, input(relType.value), convert);
    case "hint": {
      const { name, parameters } = relType.value;
      return { kind: "hint", input: input(relType.value), name, parameters: expressions(parameters, convert) };
    }
    case "unpivot":
      return unpivotFromProto(relType.value, input(relType.value), convert);
    case "withWatermark":
      return {
        kind: "watermark",
        input: input(relType.value),
        column: relType.value.eventTime,
        delay: relType.value.delayThreshold,
      };
    case "cov":
      return covarianceFromProto(relType.value, input(relType.value));
    case "corr":
      return correlationFromProto(relType.value, input(relType.value));
    case "approxQuantile":
      return quantileFromProto(relType.value, input(relType.value));
    case "describe":
      return describeFromProto(relType.value, input(relType.value));
    case "summary":
      return { kind: "summary", input: input(relType.value), statistics: relType.value.statistics };
    case "crosstab":
      return crosstabFromProto(relType.value, input(relType.value));
    case "freqItems":
      return frequentItemsFromProto(relType.value, input(relType.value));
    case "sampleBy":
      return sampleByFromProto(relType.value, input(relType.value), convert);
    case "transpose":
      return transposeFromProto(relType.value, input(relType.value), convert);
    case "parse":
      return parseFromProto(relType.value, input(relType.value));
    case "zip":
      return {
        kind: "zip",
        left: convert.relation(required(relType.value.left, "Zip.left")),
        right: convert.relation(required(relType.value.right, "Zip.right")),
      };
    case "asOfJoin":
      return asOfJoinFromProto(relType.value, convert);
    case "nearestByJoin":
      return nearestByJoinFromProto(relType.value, convert);
    case "collectMetrics": {
      const { metrics, name } = relType.value;
      return { kind: "observe", input: input(relType.value), name, metrics: expressions(metrics, convert) };
    }
    case "fillNa":
      return fillNullFromProto(relType.value, input(relType.value), convert);
    case "dropNa":
      return dropNullFromProto(relType.value, input(relType.value));
    case "replace":
      return replaceFromProto(relType.value, input(relType.value), convert);

    case "mapPartitions":
      return {
        kind: "pythonMap",
        input: input(relType.value),
        function: pythonFunctionFromProto(required(relType.value.func, "MapPartitions.func")),
      };
    case "groupMap":
      return groupMapFromProto(relType.value, convert);
    case "coGroupMap":
      return coGroupMapFromProto(relType.value, convert);
    case undefined:
      throw invalidPlan("Relation.rel_type is not set");
    default:
      throw unsupportedNode(
        names[relType.case] ?? `the relation ${relType.case}`,
        ways[relType.case] ?? "Write it with select, join and agg.",
      );
  }
}

const integer = (value: number): LiteralExpression => ({ kind: "literal", type: new IntegerType(), value });

/** What users call a relation that is not supported, where the message's name says little. */
const names: Readonly<Record<string, string>> = {
  commonInlineUserDefinedTableFunction: "a table function in Python (UDTF)",
  commonInlineUserDefinedDataSource: "a DataSource in Python",
};

/** What to do instead of a relation that is not supported, where there is something better than the general advice. */
const ways: Readonly<Record<string, string>> = {
  showString: "It may only stand at the top of a plan.",
  htmlString: "It may only stand at the top of a plan.",
  catalog: "It may only stand at the top of a plan.",
  applyInPandasWithState: "Use groupBy and agg, or keep the state in foreachBatch.",
  commonInlineUserDefinedTableFunction:
    "Let a udf return an array and explode it, use mapInPandas, or CREATE FUNCTION … RETURNS TABLE in SQL.",
  commonInlineUserDefinedDataSource: "Read the data in the program and use createDataFrame.",
};

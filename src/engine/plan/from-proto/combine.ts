import * as proto from "../../../protocol/index.ts";
import type { StructType } from "../../../types/index.ts";
import type { GroupedInput, Grouping, JoinType, Relation } from "../relation.ts";
import { type Converter, invalidPlan, required, unsupportedNode } from "./converter.ts";
import { dataTypeFromProto } from "./data-type.ts";
import { expressions } from "./expression.ts";
import { literalFromProto } from "./literal.ts";
import { pythonFunctionFromProto } from "./python-function.ts";

export function joinFromProto(message: proto.Join, convert: Converter): Relation {
  const { left, right, joinCondition, usingColumns } = message;
  if (message.joinDataType !== undefined)
    throw unsupportedNode("joinWith of typed Datasets", "Use join, which gives rows.");
  if (joinCondition !== undefined && usingColumns.length > 0)
    throw invalidPlan("Join has both a condition and using columns");
  return {
    kind: "join",
    left: convert.relation(required(left, "Join.left")),
    right: convert.relation(required(right, "Join.right")),
    type: joinType(message.joinType),
    ...(joinCondition && { condition: convert.expression(joinCondition) }),
    ...(usingColumns.length > 0 && { using: usingColumns }),
  };
}

export function lateralJoinFromProto(message: proto.LateralJoin, convert: Converter): Relation {
  return {
    kind: "join",
    left: convert.relation(required(message.left, "LateralJoin.left")),
    right: convert.relation(required(message.right, "LateralJoin.right")),
    type: joinType(message.joinType),
    lateral: true,
    ...(message.joinCondition && { condition: convert.expression(message.joinCondition) }),
  };
}

function joinType(type: proto.Join_JoinType): JoinType {
  switch (type) {
    case proto.Join_JoinType.INNER:
      return "inner";
    case proto.Join_JoinType.LEFT_OUTER:
      return "left";
    case proto.Join_JoinType.RIGHT_OUTER:
      return "right";
    case proto.Join_JoinType.FULL_OUTER:
      return "full";
    case proto.Join_JoinType.LEFT_SEMI:
      return "leftSemi";
    case proto.Join_JoinType.LEFT_ANTI:
      return "leftAnti";
    case proto.Join_JoinType.CROSS:
      return "cross";
    default:
      throw invalidPlan("Join.join_type is not set");
  }
}

export function setOperationFromProto(message: proto.SetOperation, convert: Converter): Relation {
  const operation = (
    {
      [proto.SetOperation_SetOpType.UNION]: "union",
      [proto.SetOperation_SetOpType.INTERSECT]: "intersect",
      [proto.SetOperation_SetOpType.EXCEPT]: "except",
      [proto.SetOperation_SetOpType.UNSPECIFIED]: undefined,
    } as const
  )[message.setOpType];
  if (operation === undefined) throw invalidPlan("SetOperation.set_op_type is not set");
  const byName = message.byName ?? false;
  const allowMissingColumns = message.allowMissingColumns ?? false;
  if (operation !== "union" && byName) throw invalidPlan(`${operation} does not support union_by_name`);
  if (allowMissingColumns && !byName) throw invalidPlan("allow_missing_columns needs by_name");
  return {
    kind: "setOperation",
    left: convert.relation(required(message.leftInput, "SetOperation.left_input")),
    right: convert.relation(required(message.rightInput, "SetOperation.right_input")),
    operation,
    all: message.isAll ?? false,
    byName,
    allowMissingColumns,
  };
}

export function aggregateFromProto(message: proto.Aggregate, convert: Converter): Relation {
  return {
    kind: "aggregate",
    input: convert.relation(required(message.input, "Aggregate.input")),
    grouping: grouping(message, convert),
    keys: expressions(message.groupingExpressions, convert),
    aggregates: expressions(message.aggregateExpressions, convert),
    includeKeys: true,
  };
}

function grouping(message: proto.Aggregate, convert: Converter): Grouping {
  switch (message.groupType) {
    case proto.Aggregate_GroupType.GROUPBY:
      return { type: "groupBy" };
    case proto.Aggregate_GroupType.ROLLUP:
      return { type: "rollup" };
    case proto.Aggregate_GroupType.CUBE:
      return { type: "cube" };
    case proto.Aggregate_GroupType.GROUPING_SETS:
      return {
        type: "groupingSets",
        sets: message.groupingSets.map((set) => expressions(set.groupingSet, convert)),
      };
    case proto.Aggregate_GroupType.PIVOT: {
      const { col, values } = required(message.pivot, "Aggregate.pivot");
      return {
        type: "pivot",
        column: convert.expression(required(col, "Pivot.col")),
        values: values.map((value) => literalFromProto(value)),
      };
    }
    default:
      throw invalidPlan("Aggregate.group_type is not set");
  }
}

/** Functions in Python over groups; those that keep a state are refused. */
export function groupMapFromProto(message: proto.GroupMap, convert: Converter): Relation {
  const given = message.func?.function;
  if (given?.case === "scalarScalaUdf") return groupProgramFromProto(message, given.value.payload, convert);
  if (message.isMapGroupsWithState !== undefined || message.transformWithStateInfo !== undefined)
    throw unsupportedNode("a state of groups in Python", "Keep the state in foreachBatch.");
  return {
    kind: "pythonGroupMap",
    function: pythonFunctionFromProto(required(message.func, "GroupMap.func")),
    inputs: [groupedInput(message.input, message.groupingExpressions, message.sortingExpressions, convert)],
  };
}

/** `transformWithState` of a program in this process. */
function groupProgramFromProto(message: proto.GroupMap, payload: Uint8Array, convert: Converter): Relation {
  const program = proto.lookUpLocalGroups(payload);
  if (program === undefined)
    throw unsupportedNode(
      "groupByKey with a function of another process",
      "Run the program with the embedded engine, in TypeScript.",
    );
  const { outputSchema } = required(message.transformWithStateInfo, "GroupMap.transform_with_state_info");
  return {
    kind: "groupProgram",
    input: convert.relation(required(message.input, "GroupMap.input")),
    program,
    schema: dataTypeFromProto(required(outputSchema, "TransformWithStateInfo.output_schema")) as StructType,
    ...(message.initialInput && { initial: convert.relation(message.initialInput) }),
  };
}

export function coGroupMapFromProto(message: proto.CoGroupMap, convert: Converter): Relation {
  return {
    kind: "pythonGroupMap",
    function: pythonFunctionFromProto(required(message.func, "CoGroupMap.func")),
    inputs: [
      groupedInput(message.input, message.inputGroupingExpressions, message.inputSortingExpressions, convert),
      groupedInput(message.other, message.otherGroupingExpressions, message.otherSortingExpressions, convert),
    ],
  };
}

function groupedInput(
  input: proto.Relation | undefined,
  keys: readonly proto.Expression[],
  order: readonly proto.Expression[],
  convert: Converter,
): GroupedInput {
  if (order.length > 0) throw unsupportedNode("groups with an order", "Let the function sort its rows.");
  return { input: convert.relation(required(input, "GroupMap.input")), keys: expressions(keys, convert) };
}

import { sparkError } from "../../common/index.ts";
import {
  type Expression,
  type Expression_Literal,
  type Expression_SortOrder,
  Aggregate_GroupType as GroupType,
  Join_JoinType as JoinTypeCode,
  type Relation,
  SetOperation_SetOpType as SetOpType,
} from "../../protocol/index.ts";
import { relation } from "./relations.ts";

/** Makes the relations that take some thought; pure. */

export const project = (input: Relation, expressions: Expression[]): Relation =>
  relation({ case: "project", value: { input, expressions } });

export const filter = (input: Relation, condition: Expression): Relation =>
  relation({ case: "filter", value: { input, condition } });

export const limit = (input: Relation, count: number): Relation =>
  relation({ case: "limit", value: { input, limit: count } });

export const tail = (input: Relation, count: number): Relation =>
  relation({ case: "tail", value: { input, limit: count } });

export const sort = (input: Relation, order: Expression_SortOrder[], isGlobal: boolean): Relation =>
  relation({ case: "sort", value: { input, order, isGlobal } });

export const showString = (input: Relation, numRows: number, truncate: number, vertical: boolean): Relation =>
  relation({ case: "showString", value: { input, numRows, truncate, vertical } });

/** Columns added or replaced, by name. */
export function withColumns(input: Relation, columns: readonly (readonly [string, Expression])[]): Relation {
  const aliases = columns.map(([name, expr]) => ({ expr, name: [name] }));
  return relation({ case: "withColumns", value: { input, aliases } });
}

/** Rows that differ in `columnNames`, or in all columns. */
export function deduplicate(
  input: Relation,
  columnNames: readonly string[] | undefined,
  withinWatermark: boolean,
): Relation {
  return relation({
    case: "deduplicate",
    value: {
      input,
      columnNames: [...(columnNames ?? [])],
      allColumnsAsKeys: columnNames === undefined,
      withinWatermark,
    },
  });
}

/** Pivot of a grouping: a column, and its values where they are known. */
export interface PivotSpec {
  readonly col: Expression;
  readonly values: Expression_Literal[];
}

export type GroupKind = "groupBy" | "rollup" | "cube" | "groupingSets";

const groupTypes: Record<GroupKind, GroupType> = {
  groupBy: GroupType.GROUPBY,
  rollup: GroupType.ROLLUP,
  cube: GroupType.CUBE,
  groupingSets: GroupType.GROUPING_SETS,
};

export function aggregate(
  input: Relation,
  kind: GroupKind,
  groupingExpressions: Expression[],
  aggregateExpressions: Expression[],
  { pivot, sets = [] }: { readonly pivot?: PivotSpec | undefined; readonly sets?: readonly Expression[][] } = {},
): Relation {
  const groupType = pivot ? GroupType.PIVOT : groupTypes[kind];
  const groupingSets = sets.map((groupingSet) => ({ groupingSet }));
  const value = { input, groupType, groupingExpressions, aggregateExpressions, groupingSets };
  return relation({ case: "aggregate", value: pivot ? { ...value, pivot } : value });
}

const joinTypes: Readonly<Record<string, JoinTypeCode>> = {
  inner: JoinTypeCode.INNER,
  cross: JoinTypeCode.CROSS,
  outer: JoinTypeCode.FULL_OUTER,
  full: JoinTypeCode.FULL_OUTER,
  fullouter: JoinTypeCode.FULL_OUTER,
  left: JoinTypeCode.LEFT_OUTER,
  leftouter: JoinTypeCode.LEFT_OUTER,
  right: JoinTypeCode.RIGHT_OUTER,
  rightouter: JoinTypeCode.RIGHT_OUTER,
  semi: JoinTypeCode.LEFT_SEMI,
  leftsemi: JoinTypeCode.LEFT_SEMI,
  anti: JoinTypeCode.LEFT_ANTI,
  leftanti: JoinTypeCode.LEFT_ANTI,
};

/** @throws AnalysisException UNSUPPORTED_JOIN_TYPE */
function joinTypeOf(how: string): JoinTypeCode {
  const joinType = joinTypes[how.toLowerCase().replaceAll("_", "")];
  if (joinType !== undefined) return joinType;
  const supported = Object.keys(joinTypes).map((name) => `'${name}'`);
  throw sparkError("UNSUPPORTED_JOIN_TYPE", { typ: how, supported: supported.join(", ") });
}

/** @throws AnalysisException UNSUPPORTED_JOIN_TYPE */
export const lateralJoin = (
  left: Relation,
  right: Relation,
  how: string,
  joinCondition: Expression | undefined,
): Relation =>
  relation({
    case: "lateralJoin",
    value: { left, right, joinType: joinTypeOf(how), ...(joinCondition && { joinCondition }) },
  });

/** @throws AnalysisException UNSUPPORTED_JOIN_TYPE */
export function join(
  left: Relation,
  right: Relation,
  how: string,
  on: { readonly usingColumns: string[] } | { readonly joinCondition: Expression } | undefined,
): Relation {
  return relation({ case: "join", value: { left, right, joinType: joinTypeOf(how), ...on } });
}

type SetOperationName = "union" | "intersect" | "except";

const setOperations: Record<SetOperationName, SetOpType> = {
  union: SetOpType.UNION,
  intersect: SetOpType.INTERSECT,
  except: SetOpType.EXCEPT,
};

export function setOperation(
  leftInput: Relation,
  rightInput: Relation,
  operation: SetOperationName,
  isAll: boolean,
  byName?: { readonly allowMissingColumns: boolean },
): Relation {
  const value = { leftInput, rightInput, setOpType: setOperations[operation], isAll, byName: byName !== undefined };
  return relation({
    case: "setOp",
    value: { ...value, allowMissingColumns: byName?.allowMissingColumns ?? false },
  });
}

/** A share of the rows. The seed decides which; the order of rows is made stable where several samples have to fit together. */
export function sample(
  input: Relation,
  [lowerBound, upperBound]: readonly [number, number],
  withReplacement: boolean,
  seed: bigint,
  deterministicOrder = false,
): Relation {
  return relation({
    case: "sample",
    value: { input, lowerBound, upperBound, withReplacement, seed, deterministicOrder },
  });
}

export { AggregateOperator } from "./aggregate-operator.ts";
export { DeduplicateOperator } from "./deduplicate-operator.ts";
export { eventMillisSql } from "./event-time.ts";
export { JoinOperator } from "./join-operator.ts";
export { LimitOperator } from "./limit-operator.ts";
export type {
  OperatorBatch,
  OperatorWork,
  StageWork,
  StatefulOperator,
  StateOperatorProgress,
  WorkContext,
} from "./operator.ts";
export { checkOperators } from "./operator-list.ts";
export { SessionOperator } from "./session-operator.ts";
export { type DescribedStore, describeStores, readStores } from "./state-catalog.ts";
export { type HistorySpan, historyTable, readHistorySpan, StateHistory } from "./state-history.ts";
export type { StatePlace } from "./state-table.ts";
export { TransformOperator } from "./transform-operator.ts";

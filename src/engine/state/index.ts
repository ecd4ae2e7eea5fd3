export { AggregateOperator } from "./aggregate-operator.ts";
export { JoinOperator } from "./join-operator.ts";
export type {
  OperatorBatch,
  OperatorWork,
  StageWork,
  StatefulOperator,
  StateOperatorProgress,
  WorkContext,
} from "./operator.ts";
export { checkOperators } from "./operator-list.ts";
export type { StatePlace } from "./state-table.ts";

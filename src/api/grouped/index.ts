export type { GroupFunction, GroupState, GroupStateTimeout } from "./group-state.ts";
export {
  type GroupStateOptions,
  KeyValueGroupedDataset,
  type TransformWithStateOptions,
} from "./key-value-grouped.ts";
export {
  type ExpiredTimerInfo,
  type GroupRows,
  type ListState,
  type MapState,
  type QueryInfo,
  StatefulProcessor,
  type StatefulProcessorHandle,
  type TimeMode,
  type TimerValues,
  type TtlConfig,
  type ValueState,
} from "./stateful-processor.ts";

export { AggregateStateTable } from "./aggregate-state.ts";

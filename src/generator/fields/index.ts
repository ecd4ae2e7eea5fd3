export { boolean, constant, oneOf, type Scalar, weighted } from "./choice.ts";
export { custom } from "./custom.ts";
export { type ArraySize, array, object } from "./nested.ts";
export {
  type DecimalRange,
  type DoubleRange,
  decimal,
  double,
  int,
  long,
  type Range,
  type SequenceOptions,
  sequence,
} from "./numbers.ts";
export { string, uuid } from "./text.ts";
export { date, type Instant, type TimeRange, timestamp } from "./time.ts";
export { username } from "./username.ts";

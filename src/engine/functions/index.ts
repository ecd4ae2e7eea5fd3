export { type CastMode, castable, castRefusal, castSql, prettyText, textSql } from "./cast/index.ts";
export { castNullable, commonShape, widestType } from "./coercion.ts";
export { formatSql } from "./datetime/format.ts";
export { checkedSpan, isConstantGap, slidingWindow, type WindowSpan } from "./datetime/index.ts";
export { bigDecimalSql } from "./decimal-text.ts";
export { scripts } from "./javascript.ts";
export {
  type JsonField,
  type JsonTextOptions,
  jsonObjectSql,
  timestampNtzPattern,
  timestampPattern,
} from "./json/to-json.ts";
export { macros } from "./macros.ts";
export { hasParts, orderKey } from "./order-key.ts";
export { raiseSql } from "./raise.ts";
export { allFunctions, lookupFunction } from "./registry.ts";
export { localTime } from "./time-zone.ts";
export { isOrderable } from "./type-rules.ts";

export { type CastMode, castable, castRefusal, castSql, textSql } from "./cast/index.ts";
export { castNullable, implicitlyCastable, tightestCommonType, widerType, widestType } from "./coercion.ts";
export { constantInteger, constantOf, constantText, isFoldable } from "./constant.ts";
export { formatSql } from "./datetime/format.ts";
export { durationMicroseconds, slidingWindow, type WindowSpan, windowSpan } from "./datetime/index.ts";
export { bigDecimalSql } from "./decimal-text.ts";
export {
  type JsonField,
  type JsonTextOptions,
  jsonObjectSql,
  timestampNtzPattern,
  timestampPattern,
} from "./json/to-json.ts";
export { literalSql } from "./literal.ts";
export { macros } from "./macros.ts";
export { raisedErrorPrefix, raiseSql, raiseText } from "./raise.ts";
export { allFunctions, lookupFunction } from "./registry.ts";
export { instantOf, localTime } from "./time-zone.ts";

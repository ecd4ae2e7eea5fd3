import { sparkError } from "../../common/index.ts";
import type { Expression_Literal } from "../../protocol/index.ts";
import { type StructType, Timestamp } from "../../types/index.ts";
import { dataTypeOf } from "./data-type-message.ts";

const millisecondsOfDay = 86_400_000;

/**
 * The value of a literal as a row would have it: a BIGINT is a bigint, a DECIMAL is text, a DATE is a Date.
 *
 * @throws SparkException UNSUPPORTED_DATA_TYPE for a type that rows do not have either
 */
export function literalValue({ literalType }: Expression_Literal): unknown {
  switch (literalType.case) {
    case "null":
      return null;
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double":
    case "string":
    case "binary":
    case "yearMonthInterval":
    case "dayTimeInterval":
      return literalType.value;
    case "decimal":
      return literalType.value.value;
    case "date":
      return new Date(literalType.value * millisecondsOfDay);
    case "timestamp":
    case "timestampNtz":
      return new Timestamp(literalType.value);
    case "calendarInterval": {
      const { months, days, microseconds } = literalType.value;
      return { months, days, microseconds };
    }
    case "array":
      return literalType.value.elements.map(literalValue);
    case "map": {
      const { keys, values } = literalType.value;
      return new Map(keys.map((key, at) => [literalValue(key), literalValue(values[at]!)]));
    }
    case "struct": {
      const { elements, structType } = literalType.value;
      const { names } = dataTypeOf(structType!) as StructType;
      return Object.fromEntries(elements.map((element, at) => [names[at]!, literalValue(element)]));
    }
    default:
      throw sparkError("UNSUPPORTED_DATA_TYPE", { data_type: literalType.case ?? "unknown" });
  }
}

import type * as proto from "../../../protocol/index.ts";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  CharType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructField,
  StructType,
  TimestampNTZType,
  TimestampType,
  VarcharType,
  YearMonthIntervalType,
} from "../../../types/index.ts";
import { type PlanParsers, required, unsupportedNode } from "./converter.ts";

/**
 * The data type of a message.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for types that the engine lacks
 */
export function dataTypeFromProto(message: proto.DataType, parsers: Pick<PlanParsers, "parseDataType">): DataType {
  const { kind } = message;
  switch (kind.case) {
    case "null":
      return new NullType();
    case "binary":
      return new BinaryType();
    case "boolean":
      return new BooleanType();
    case "byte":
      return new ByteType();
    case "short":
      return new ShortType();
    case "integer":
      return new IntegerType();
    case "long":
      return new LongType();
    case "float":
      return new FloatType();
    case "double":
      return new DoubleType();
    case "decimal":
      return new DecimalType(kind.value.precision ?? 10, kind.value.scale ?? 0);
    case "string":
      if (kind.value.collation !== "" && kind.value.collation !== "UTF8_BINARY")
        throw unsupportedNode(`the collation ${kind.value.collation}`, "Compare lower(…) or upper(…) instead.");
      return new StringType();
    case "char":
      return new CharType(kind.value.length);
    case "varChar":
      return new VarcharType(kind.value.length);
    case "date":
      return new DateType();
    case "timestamp":
      return new TimestampType();
    case "timestampNtz":
      return new TimestampNTZType();
    case "calendarInterval":
      return new CalendarIntervalType();
    case "yearMonthInterval": {
      const start = kind.value.startField ?? 0;
      return new YearMonthIntervalType(start, kind.value.endField ?? Math.max(start, 1));
    }
    case "dayTimeInterval": {
      const start = kind.value.startField ?? 0;
      return new DayTimeIntervalType(start, kind.value.endField ?? Math.max(start, 3));
    }
    case "array":
      return new ArrayType(
        dataTypeFromProto(required(kind.value.elementType, "DataType.Array.element_type"), parsers),
        kind.value.containsNull,
      );
    case "map":
      return new MapType(
        dataTypeFromProto(required(kind.value.keyType, "DataType.Map.key_type"), parsers),
        dataTypeFromProto(required(kind.value.valueType, "DataType.Map.value_type"), parsers),
        kind.value.valueContainsNull,
      );
    case "struct":
      return structTypeFromProto(kind.value, parsers);
    case "unparsed":
      return parsers.parseDataType(kind.value.dataTypeString);
    default:
      throw unsupportedNode(
        `the data type ${kind.case ?? "without a kind"}`,
        "Send the values as strings or binary instead.",
      );
  }
}

function structTypeFromProto(message: proto.DataType_Struct, parsers: Pick<PlanParsers, "parseDataType">): StructType {
  return new StructType(
    message.fields.map((field) => {
      const type = dataTypeFromProto(required(field.dataType, "DataType.StructField.data_type"), parsers);
      const metadata = field.metadata ? (JSON.parse(field.metadata) as Record<string, unknown>) : {};
      return new StructField(field.name, type, field.nullable, metadata);
    }),
  );
}

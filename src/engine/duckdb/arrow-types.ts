import type * as Arrow from "apache-arrow";
import { sparkError } from "../../common/index.ts";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
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
  type SparkType,
  StringType,
  StructField,
  StructType,
  TimestampNTZType,
  TimestampType,
  YearMonthIntervalType,
} from "../../types/index.ts";

/** The Arrow library, which is loaded by the first query whose rows leave or enter as Arrow. */
export type ArrowModule = typeof Arrow;

let module: Promise<ArrowModule> | undefined;

export function loadArrowModule(): Promise<ArrowModule> {
  module ??= import("apache-arrow");
  return module;
}

/** The Arrow field of a Spark type, as Spark Connect sends it. `timeZone` is the session's, which instants carry. */
export function arrowField(
  A: ArrowModule,
  name: string,
  type: DataType,
  nullable: boolean,
  timeZone: string,
): Arrow.Field {
  return new A.Field(name, arrowType(A, type as SparkType, timeZone), nullable);
}

function arrowType(A: ArrowModule, t: SparkType, timeZone: string): Arrow.DataType {
  switch (t.kind) {
    case "void":
      return new A.Null();
    case "string":
    case "char":
    case "varchar":
      return new A.Utf8();
    case "binary":
      return new A.Binary();
    case "boolean":
      return new A.Bool();
    case "byte":
      return new A.Int8();
    case "short":
      return new A.Int16();
    case "integer":
      return new A.Int32();
    case "long":
      return new A.Int64();
    case "float":
      return new A.Float32();
    case "double":
      return new A.Float64();
    case "decimal":
      return new A.Decimal(t.scale, t.precision, 128);
    case "date":
      return new A.DateDay();
    case "timestamp":
      return new A.TimestampMicrosecond(timeZone);
    case "timestamp_ntz":
      return new A.TimestampMicrosecond();
    case "interval_day_time":
      return new A.DurationMicrosecond();
    case "interval_year_month":
      return new A.IntervalYearMonth();
    case "interval":
      return new A.IntervalMonthDayNano();
    case "variant":
      return new A.Struct(["value", "metadata"].map((part) => new A.Field(part, new A.Binary(), false)));
    case "array":
      return new A.List(arrowField(A, "element", t.elementType, t.containsNull, timeZone));
    case "map": {
      const key = arrowField(A, "key", t.keyType, false, timeZone);
      const value = arrowField(A, "value", t.valueType, t.valueContainsNull, timeZone);
      return new A.Map_(new A.Field("entries", new A.Struct<Arrow.TypeMap>([key, value]), false) as never);
    }
    case "struct":
      return new A.Struct(t.fields.map((f) => arrowField(A, f.name, f.dataType, f.nullable, timeZone)));
  }
}

/** The schema that the rows of an Arrow IPC stream have in Spark. */
export function sparkSchema(A: ArrowModule, schema: Arrow.Schema): StructType {
  return new StructType(schema.fields.map((field) => sparkField(A, field)));
}

const sparkField = (A: ArrowModule, field: Arrow.Field): StructField =>
  new StructField(field.name, sparkType(A, field.type), field.nullable);

function sparkType(A: ArrowModule, type: Arrow.DataType): DataType {
  const { DataType: is } = A;
  if (is.isNull(type)) return new NullType();
  if (is.isBool(type)) return new BooleanType();
  if (is.isInt(type) && type.isSigned) {
    if (type.bitWidth === 8) return new ByteType();
    if (type.bitWidth === 16) return new ShortType();
    return type.bitWidth === 32 ? new IntegerType() : new LongType();
  }
  if (is.isFloat(type)) return type.precision === A.Precision.DOUBLE ? new DoubleType() : new FloatType();
  if (is.isUtf8(type) || is.isLargeUtf8(type)) return new StringType();
  if (is.isBinary(type) || is.isLargeBinary(type)) return new BinaryType();
  if (is.isDecimal(type)) return new DecimalType(type.precision, type.scale);
  if (is.isDate(type)) return new DateType();
  if (is.isTimestamp(type)) return type.timezone ? new TimestampType() : new TimestampNTZType();
  if (is.isDuration(type)) return new DayTimeIntervalType();
  if (is.isInterval(type))
    return type.unit === A.IntervalUnit.YEAR_MONTH ? new YearMonthIntervalType() : new CalendarIntervalType();
  if (is.isList(type) || is.isLargeList(type) || is.isFixedSizeList(type)) {
    const element = type.children[0]!;
    return new ArrayType(sparkType(A, element.type), element.nullable);
  }
  if (is.isMap(type)) {
    const [key, value] = (type.children[0]!.type as Arrow.Struct).children;
    return new MapType(sparkType(A, key!.type), sparkType(A, value!.type), value!.nullable);
  }
  if (is.isStruct(type)) return new StructType(type.children.map((field) => sparkField(A, field)));
  if (is.isDictionary(type)) return sparkType(A, type.dictionary);
  if (is.isTime(type)) throw sparkError("UNSUPPORTED_TIME_TYPE");
  throw sparkError("UNSUPPORTED_ARROWTYPE", { typeName: nameInJava(A, type) });
}

/** As Arrow's library for Java writes a type, which is what Spark shows. */
const nameInJava = (A: ArrowModule, type: Arrow.DataType): string =>
  A.DataType.isInt(type) ? `Int(${type.bitWidth}, ${type.isSigned})` : String(type);

import { sparkError } from "../common/index.ts";
import {
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
  NullType,
  ShortType,
  StringType,
  TimestampNTZType,
  TimestampType,
  VarcharType,
  VariantType,
  YearMonthIntervalType,
} from "./data-type.ts";
import { parseDataType } from "./ddl.ts";
import { ArrayType, MapType, type Metadata, type SparkType, StructField, StructType } from "./nested-type.ts";

type Kind<Case extends string, Value> = { case: Case; value: Value };
type Empty = Record<never, never>;
type Fields = { startField?: number; endField?: number };

/** The message `spark.connect.DataType` as the plain object that protobuf-es makes messages from. */
export interface ProtoShape {
  kind:
    | Kind<"null" | "binary" | "boolean" | "byte" | "short" | "integer" | "long" | "float" | "double", Empty>
    | Kind<"string" | "date" | "timestamp" | "variant" | "timestampNtz" | "calendarInterval", Empty>
    | Kind<"decimal", { precision?: number; scale?: number }>
    | Kind<"char" | "varChar", { length: number }>
    | Kind<"dayTimeInterval" | "yearMonthInterval", Fields>
    | Kind<"array", { elementType: ProtoShape; containsNull: boolean }>
    | Kind<"map", { keyType: ProtoShape; valueType: ProtoShape; valueContainsNull: boolean }>
    | Kind<"struct", { fields: ProtoField[] }>;
}

/** The message `spark.connect.DataType.StructField` as a plain object. */
export interface ProtoField {
  name: string;
  dataType: ProtoShape;
  nullable: boolean;
  /** JSON. */
  metadata?: string;
}

/** What {@link typeFromProto} reads: a message `spark.connect.DataType`, or a {@link ProtoShape}. */
export interface ProtoTypeLike {
  readonly kind: { readonly case: string | undefined; readonly value?: unknown };
}

/** The message that carries a type over Spark Connect, before protobuf-es makes it one. */
export function typeToProto(type: DataType): ProtoShape {
  const t = type as SparkType;
  switch (t.kind) {
    case "void":
      return { kind: { case: "null", value: {} } };
    case "binary":
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double":
    case "string":
    case "date":
    case "timestamp":
    case "variant":
      return { kind: { case: t.kind, value: {} } };
    case "timestamp_ntz":
      return { kind: { case: "timestampNtz", value: {} } };
    case "interval":
      return { kind: { case: "calendarInterval", value: {} } };
    case "decimal":
      return { kind: { case: "decimal", value: { precision: t.precision, scale: t.scale } } };
    case "char":
      return { kind: { case: "char", value: { length: t.length } } };
    case "varchar":
      return { kind: { case: "varChar", value: { length: t.length } } };
    case "interval_day_time":
      return { kind: { case: "dayTimeInterval", value: { startField: t.startField, endField: t.endField } } };
    case "interval_year_month":
      return { kind: { case: "yearMonthInterval", value: { startField: t.startField, endField: t.endField } } };
    case "array":
      return {
        kind: { case: "array", value: { elementType: typeToProto(t.elementType), containsNull: t.containsNull } },
      };
    case "map": {
      const [keyType, valueType] = [typeToProto(t.keyType), typeToProto(t.valueType)];
      return { kind: { case: "map", value: { keyType, valueType, valueContainsNull: t.valueContainsNull } } };
    }
    case "struct":
      return { kind: { case: "struct", value: { fields: t.fields.map(fieldToProto) } } };
  }
}

function fieldToProto({ name, dataType, nullable, metadata }: StructField): ProtoField {
  const field = { name, dataType: typeToProto(dataType), nullable };
  return Object.keys(metadata).length === 0 ? field : { ...field, metadata: JSON.stringify(metadata) };
}

/**
 * The type that a message carries.
 *
 * @throws ParseException UNSUPPORTED_DATATYPE for types that Millrace has not
 */
export function typeFromProto(message: ProtoTypeLike): DataType {
  // A message's `case` decides what `value` is, whether it came from protobuf-es or from typeToProto.
  const kind = message.kind as ProtoShape["kind"] | Kind<"unparsed", { dataTypeString: string }>;
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
    case "string":
      return new StringType();
    case "date":
      return new DateType();
    case "timestamp":
      return new TimestampType();
    case "timestampNtz":
      return new TimestampNTZType();
    case "variant":
      return new VariantType();
    case "calendarInterval":
      return new CalendarIntervalType();
    case "decimal":
      return new DecimalType(kind.value.precision, kind.value.scale);
    case "char":
      return new CharType(kind.value.length);
    case "varChar":
      return new VarcharType(kind.value.length);
    case "dayTimeInterval":
      return new DayTimeIntervalType(...fieldsOf(kind.value, 3));
    case "yearMonthInterval":
      return new YearMonthIntervalType(...fieldsOf(kind.value, 1));
    case "array":
      return new ArrayType(typeFromProto(kind.value.elementType), kind.value.containsNull);
    case "map": {
      const { keyType, valueType, valueContainsNull } = kind.value;
      return new MapType(typeFromProto(keyType), typeFromProto(valueType), valueContainsNull);
    }
    case "struct":
      return new StructType(kind.value.fields.map(fieldFromProto));
    case "unparsed":
      return parseDataType(kind.value.dataTypeString);
    default:
      throw sparkError("UNSUPPORTED_DATATYPE", { typeName: `"${String(message.kind.case).toUpperCase()}"` });
  }
}

const fieldFromProto = ({ name, dataType, nullable, metadata }: ProtoField): StructField =>
  new StructField(name, typeFromProto(dataType), nullable, metadata ? (JSON.parse(metadata) as Metadata) : {});

/** Missing fields mean the widest interval; a missing end alone, the start only. */
function fieldsOf({ startField, endField }: Fields, last: number): [number, number] {
  return [startField ?? 0, endField ?? startField ?? last];
}

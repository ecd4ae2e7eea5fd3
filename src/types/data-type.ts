/**
 * Spark's data types. Each class carries, at the type level only, the JavaScript type of its values: see {@link ValueOf}.
 *
 * @see org.apache.spark.sql.types
 */
export abstract class DataType<Value = unknown> {
  /** Discriminant of the union {@link SparkType}; also the type's name in Spark's JSON form where it has no parameters. */
  abstract readonly kind: string;
  /** Holds the value type for inference; never set. */
  declare readonly _value: Value;

  /** The short form of error messages and `printSchema`: `bigint`, `array<string>`, `struct<a:int>`. */
  abstract simpleString(): string;

  /** The form of Spark's JSON schemas: a name, or an object for types with parts. */
  abstract jsonValue(): unknown;

  /** The form of SQL: `BIGINT`, `ARRAY<STRING>`, `STRUCT<a: INT>`. */
  sql(): string {
    return this.simpleString().toUpperCase();
  }

  /** The name in Spark's JSON form without parameters: `long`, `array`, `struct`. */
  typeName(): string {
    return this.kind;
  }

  /** The type as a JSON string, as `StructType.json()` of PySpark gives it. */
  json(): string {
    return JSON.stringify(this.jsonValue());
  }

  /** Whether both types are the same, nullability of parts and metadata included. */
  equals(other: DataType): boolean {
    return this === other || this.json() === other.json();
  }

  toString(): string {
    return this.simpleString();
  }
}

abstract class AtomicType<Value> extends DataType<Value> {
  override jsonValue(): unknown {
    return this.typeName();
  }
}

/** The type of an untyped NULL. */
export class NullType extends AtomicType<null> {
  readonly kind = "void";
  override simpleString(): string {
    return "void";
  }
}

/** Text. */
export class StringType extends AtomicType<string> {
  readonly kind = "string";
  override simpleString(): string {
    return "string";
  }
}

/** Text of exactly `length` characters. */
export class CharType extends AtomicType<string> {
  readonly kind = "char";
  readonly length: number;
  constructor(length: number) {
    super();
    this.length = length;
  }
  override simpleString(): string {
    return `char(${this.length})`;
  }
  override jsonValue(): unknown {
    return this.simpleString();
  }
}

/** Text of at most `length` characters. */
export class VarcharType extends AtomicType<string> {
  readonly kind = "varchar";
  readonly length: number;
  constructor(length: number) {
    super();
    this.length = length;
  }
  override simpleString(): string {
    return `varchar(${this.length})`;
  }
  override jsonValue(): unknown {
    return this.simpleString();
  }
}

/** Bytes. */
export class BinaryType extends AtomicType<Uint8Array> {
  readonly kind = "binary";
  override simpleString(): string {
    return "binary";
  }
}

/** True or false. */
export class BooleanType extends AtomicType<boolean> {
  readonly kind = "boolean";
  override simpleString(): string {
    return "boolean";
  }
}

/** Whole numbers of 8 bits. */
export class ByteType extends AtomicType<number> {
  readonly kind = "byte";
  override simpleString(): string {
    return "tinyint";
  }
}

/** Whole numbers of 16 bits. */
export class ShortType extends AtomicType<number> {
  readonly kind = "short";
  override simpleString(): string {
    return "smallint";
  }
}

/** Whole numbers of 32 bits. */
export class IntegerType extends AtomicType<number> {
  readonly kind = "integer";
  override simpleString(): string {
    return "int";
  }
}

/** Whole numbers of 64 bits; bigint in JavaScript. */
export class LongType extends AtomicType<bigint> {
  readonly kind = "long";
  override simpleString(): string {
    return "bigint";
  }
}

/** Floating point numbers of 32 bits. */
export class FloatType extends AtomicType<number> {
  readonly kind = "float";
  override simpleString(): string {
    return "float";
  }
}

/** Floating point numbers of 64 bits. */
export class DoubleType extends AtomicType<number> {
  readonly kind = "double";
  override simpleString(): string {
    return "double";
  }
}

/** Exact decimal numbers; text in JavaScript, so that no digit is lost: `"12.50"`. */
export class DecimalType extends AtomicType<string> {
  readonly kind = "decimal";
  readonly precision: number;
  readonly scale: number;
  /**
   * @param precision - all digits, 1 to 38
   * @param scale - digits behind the point, 0 to precision
   */
  constructor(precision = 10, scale = 0) {
    super();
    this.precision = precision;
    this.scale = scale;
  }
  override simpleString(): string {
    return `decimal(${this.precision},${this.scale})`;
  }
  override jsonValue(): unknown {
    return this.simpleString();
  }
}

/** Calendar days; in JavaScript a `Date` at midnight UTC of that day. */
export class DateType extends AtomicType<Date> {
  readonly kind = "date";
  override simpleString(): string {
    return "date";
  }
}

/** Instants with microseconds; a `Timestamp` in JavaScript. */
export class TimestampType extends AtomicType<Timestamp> {
  readonly kind = "timestamp";
  override simpleString(): string {
    return "timestamp";
  }
}

/** Local dates and times with microseconds, without a zone; a `Timestamp` in JavaScript whose fields are read as UTC. */
export class TimestampNTZType extends AtomicType<Timestamp> {
  readonly kind = "timestamp_ntz";
  override simpleString(): string {
    return "timestamp_ntz";
  }
}

/** Spans of days to seconds; microseconds as a bigint in JavaScript. Fields: 0 day, 1 hour, 2 minute, 3 second. */
export class DayTimeIntervalType extends AtomicType<bigint> {
  readonly kind = "interval_day_time";
  readonly startField: number;
  readonly endField: number;
  constructor(startField = 0, endField = 3) {
    super();
    this.startField = startField;
    this.endField = endField;
  }
  override simpleString(): string {
    const fields = ["day", "hour", "minute", "second"];
    const [start, end] = [fields[this.startField], fields[this.endField]];
    return start === end ? `interval ${start}` : `interval ${start} to ${end}`;
  }
  override jsonValue(): unknown {
    return this.simpleString();
  }
}

/** Spans of years and months; months as a number in JavaScript. Fields: 0 year, 1 month. */
export class YearMonthIntervalType extends AtomicType<number> {
  readonly kind = "interval_year_month";
  readonly startField: number;
  readonly endField: number;
  constructor(startField = 0, endField = 1) {
    super();
    this.startField = startField;
    this.endField = endField;
  }
  override simpleString(): string {
    const fields = ["year", "month"];
    const [start, end] = [fields[this.startField], fields[this.endField]];
    return start === end ? `interval ${start}` : `interval ${start} to ${end}`;
  }
  override jsonValue(): unknown {
    return this.simpleString();
  }
}

/** Spans of months, days and microseconds together. */
export class CalendarIntervalType extends AtomicType<CalendarInterval> {
  readonly kind = "interval";
  override simpleString(): string {
    return "interval";
  }
}

/** Lists of values of one type. */
export class ArrayType<Element extends DataType = DataType> extends DataType<(ValueOf<Element> | null)[]> {
  readonly kind = "array";
  readonly elementType: Element;
  readonly containsNull: boolean;
  constructor(elementType: Element, containsNull = true) {
    super();
    this.elementType = elementType;
    this.containsNull = containsNull;
  }
  override simpleString(): string {
    return `array<${this.elementType.simpleString()}>`;
  }
  override sql(): string {
    return `ARRAY<${this.elementType.sql()}>`;
  }
  override jsonValue(): unknown {
    return { type: "array", elementType: this.elementType.jsonValue(), containsNull: this.containsNull };
  }
}

/** Keys with values; a `Map` in JavaScript. */
export class MapType<Key extends DataType = DataType, Val extends DataType = DataType> extends DataType<
  Map<ValueOf<Key>, ValueOf<Val> | null>
> {
  readonly kind = "map";
  readonly keyType: Key;
  readonly valueType: Val;
  readonly valueContainsNull: boolean;
  constructor(keyType: Key, valueType: Val, valueContainsNull = true) {
    super();
    this.keyType = keyType;
    this.valueType = valueType;
    this.valueContainsNull = valueContainsNull;
  }
  override simpleString(): string {
    return `map<${this.keyType.simpleString()},${this.valueType.simpleString()}>`;
  }
  override sql(): string {
    return `MAP<${this.keyType.sql()}, ${this.valueType.sql()}>`;
  }
  override jsonValue(): unknown {
    return {
      type: "map",
      keyType: this.keyType.jsonValue(),
      valueType: this.valueType.jsonValue(),
      valueContainsNull: this.valueContainsNull,
    };
  }
}

/** One field of a {@link StructType}. */
export class StructField<Name extends string = string, Type extends DataType = DataType> {
  readonly name: Name;
  readonly dataType: Type;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  constructor(name: Name, dataType: Type, nullable = true, metadata: Readonly<Record<string, unknown>> = {}) {
    this.name = name;
    this.dataType = dataType;
    this.nullable = nullable;
    this.metadata = metadata;
  }
  simpleString(): string {
    return `${this.name}:${this.dataType.simpleString()}`;
  }
  jsonValue(): unknown {
    return { name: this.name, type: this.dataType.jsonValue(), nullable: this.nullable, metadata: this.metadata };
  }
}

/** Named fields: the type of rows and of nested records. `Row` is the type of its values: `{ currency: string; amount: bigint }`. */
export class StructType<Row = Record<string, unknown>> extends DataType<Row> {
  readonly kind = "struct";
  readonly fields: readonly StructField[];
  constructor(fields: readonly StructField[] = []) {
    super();
    this.fields = fields;
  }
  get names(): string[] {
    return this.fields.map((field) => field.name);
  }
  override simpleString(): string {
    return `struct<${this.fields.map((field) => field.simpleString()).join(",")}>`;
  }
  override sql(): string {
    const parts = this.fields.map(
      (field) => `${field.name}: ${field.dataType.sql()}${field.nullable ? "" : " NOT NULL"}`,
    );
    return `STRUCT<${parts.join(", ")}>`;
  }
  override jsonValue(): unknown {
    return { type: "struct", fields: this.fields.map((field) => field.jsonValue()) };
  }
}

/** Months, days and microseconds, which do not convert into each other. */
export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

/** An instant with microseconds: a `Date`, which stops at milliseconds, would lose digits. */
export class Timestamp {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly microseconds: bigint;
  constructor(microseconds: bigint) {
    this.microseconds = microseconds;
  }
  static fromDate(date: Date): Timestamp {
    return new Timestamp(BigInt(date.getTime()) * 1000n);
  }
  /** The instant cut to milliseconds. */
  toDate(): Date {
    return new Date(Number(this.microseconds - (((this.microseconds % 1000n) + 1000n) % 1000n)) / 1000);
  }
  /** ISO 8601 in UTC with six digits of a second: `2026-11-22T09:30:00.000001Z`. */
  toISOString(): string {
    const micros = ((this.microseconds % 1000n) + 1000n) % 1000n;
    return this.toDate()
      .toISOString()
      .replace("Z", `${micros.toString().padStart(3, "0")}Z`);
  }
  toJSON(): string {
    return this.toISOString();
  }
  valueOf(): bigint {
    return this.microseconds;
  }
}

/** Every data type, for `switch (type.kind)`. */
export type SparkType =
  | NullType
  | StringType
  | CharType
  | VarcharType
  | BinaryType
  | BooleanType
  | ByteType
  | ShortType
  | IntegerType
  | LongType
  | FloatType
  | DoubleType
  | DecimalType
  | DateType
  | TimestampType
  | TimestampNTZType
  | DayTimeIntervalType
  | YearMonthIntervalType
  | CalendarIntervalType
  | ArrayType
  | MapType
  | StructType;

/** The JavaScript type of a data type's values. */
export type ValueOf<Type extends DataType> = Type["_value"];

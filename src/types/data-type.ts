import type { CalendarInterval, Timestamp } from "./timestamp.ts";
import type { Variant } from "./variant.ts";

/**
 * Spark's data types. Each class carries, at the type level only, the JavaScript type of its values: see {@link ValueOf}.
 *
 * @see org.apache.spark.sql.types
 */
export abstract class DataType<Value = unknown> {
  /** Discriminant of the union `SparkType`; also the type's name in Spark's JSON form where it has no parameters. */
  abstract readonly kind: string;
  /** Holds the value type for inference; never set. */
  declare readonly _value: Value;

  /**
   * The short form of error messages: `bigint`, `array<string>`, `struct<a:int>`.
   *
   * @param maxFields - fields of a struct beyond these are counted, not listed
   */
  abstract simpleString(maxFields?: number): string;

  /** The short form with every field. */
  catalogString(): string {
    return this.simpleString(Number.POSITIVE_INFINITY);
  }

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

/** JSON whose leaves have types; a `Variant` in JavaScript. */
export class VariantType extends AtomicType<Variant> {
  readonly kind = "variant";
  override simpleString(): string {
    return "variant";
  }
}

/** The JavaScript type of a data type's values. */
export type ValueOf<Type extends DataType> = Type["_value"];

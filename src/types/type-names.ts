import {
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
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
  type ValueOf,
  VariantType,
} from "./data-type.ts";

/** The types that a single word names, in DDL and in Spark's JSON form. */
interface NamedTypes {
  string: StringType;
  boolean: BooleanType;
  tinyint: ByteType;
  byte: ByteType;
  smallint: ShortType;
  short: ShortType;
  int: IntegerType;
  integer: IntegerType;
  bigint: LongType;
  long: LongType;
  float: FloatType;
  real: FloatType;
  double: DoubleType;
  decimal: DecimalType;
  dec: DecimalType;
  numeric: DecimalType;
  date: DateType;
  timestamp: TimestampType;
  timestamp_ltz: TimestampType;
  timestamp_ntz: TimestampNTZType;
  binary: BinaryType;
  interval: CalendarIntervalType;
  variant: VariantType;
  void: NullType;
}

const named: NamedTypes = {
  string: new StringType(),
  boolean: new BooleanType(),
  tinyint: new ByteType(),
  byte: new ByteType(),
  smallint: new ShortType(),
  short: new ShortType(),
  int: new IntegerType(),
  integer: new IntegerType(),
  bigint: new LongType(),
  long: new LongType(),
  float: new FloatType(),
  real: new FloatType(),
  double: new DoubleType(),
  decimal: new DecimalType(),
  dec: new DecimalType(),
  numeric: new DecimalType(),
  date: new DateType(),
  timestamp: new TimestampType(),
  timestamp_ltz: new TimestampType(),
  timestamp_ntz: new TimestampNTZType(),
  binary: new BinaryType(),
  interval: new CalendarIntervalType(),
  variant: new VariantType(),
  void: new NullType(),
};

/** A single word that names a type: `string`, `long`, `bigint`, `timestamp_ntz`. */
export type TypeName = keyof NamedTypes;

/** The JavaScript type of the values of the type with this name. */
export type ValueOfName<Name extends string> =
  Lowercase<Name> extends TypeName ? ValueOf<NamedTypes[Lowercase<Name>]> : unknown;

/** The type with this name in any letter case, `undefined` where there is none. */
export function typeNamed(name: string): DataType | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(named, key) ? named[key as TypeName] : undefined;
}

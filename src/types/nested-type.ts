import { sparkError } from "../common/index.ts";
import type {
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  CharType,
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
  ValueOf,
  VarcharType,
  VariantType,
  YearMonthIntervalType,
} from "./data-type.ts";
import { DataType } from "./data-type.ts";
import { quoteComment, quoteIfNeeded, quoteType } from "./quote.ts";
import { treeString } from "./tree-string.ts";
import { type TypeName, typeNamed, type ValueOfName } from "./type-names.ts";

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
  override simpleString(maxFields?: number): string {
    return `array<${this.elementType.simpleString(maxFields)}>`;
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
  override simpleString(maxFields?: number): string {
    return `map<${this.keyType.simpleString(maxFields)},${this.valueType.simpleString(maxFields)}>`;
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

/** Facts about a field that Spark carries along, its `comment` among them. */
export type Metadata = Readonly<Record<string, unknown>>;

/** One field of a {@link StructType}. */
export class StructField<Name extends string = string, Type extends DataType = DataType> {
  readonly name: Name;
  readonly dataType: Type;
  readonly nullable: boolean;
  readonly metadata: Metadata;

  constructor(name: Name, dataType: Type, nullable = true, metadata: Metadata = {}) {
    this.name = name;
    this.dataType = dataType;
    this.nullable = nullable;
    this.metadata = metadata;
  }

  /** The comment of the metadata. */
  get comment(): string | undefined {
    const { comment } = this.metadata;
    return typeof comment === "string" ? comment : undefined;
  }

  simpleString(maxFields?: number): string {
    return `${this.name}:${this.dataType.simpleString(maxFields)}`;
  }

  /** The field within a struct of SQL: `a: INT NOT NULL`. */
  sql(): string {
    return this.#definition(": ");
  }

  /** The field of a schema: `a INT NOT NULL COMMENT 'why'`. */
  toDdl(): string {
    return this.#definition(" ");
  }

  jsonValue(): unknown {
    return { name: this.name, type: this.dataType.jsonValue(), nullable: this.nullable, metadata: this.metadata };
  }

  #definition(separator: string): string {
    const nullable = this.nullable ? "" : " NOT NULL";
    const comment = this.comment === undefined ? "" : ` COMMENT ${quoteComment(this.comment)}`;
    return `${quoteIfNeeded(this.name)}${separator}${this.dataType.sql()}${nullable}${comment}`;
  }
}

/** The type that a row type gets by one more column. Where columns are not known, only the new one is. */
export type WithColumn<Row, Name extends string, Value> = {
  [Key in (string extends keyof Row ? never : Exclude<keyof Row, Name>) | Name]: Key extends Name
    ? Value
    : Key extends keyof Row
      ? Row[Key]
      : never;
};

type ValueOfTypeLike<Type extends TypeName | DataType> = Type extends DataType
  ? ValueOf<Type>
  : Type extends string
    ? ValueOfName<Type>
    : never;
type Nullable<Value, IsNullable extends boolean> = IsNullable extends false ? Value : Value | null;

/** The number of fields that Spark lists in the short form of a struct. */
const MAX_FIELDS = 25;

/**
 * Named fields: the type of rows and of nested records. `Row` is the type of its values: `{ currency: string; amount: bigint }`.
 *
 * @example
 * ```ts
 * const schema = new StructType().add("currency", "string", false).add("amount", "long");
 * // StructType<{ currency: string; amount: bigint | null }>
 * ```
 */
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

  /** @see StructType.fieldNames of PySpark */
  fieldNames(): string[] {
    return this.names;
  }

  /** The first field with this name, in its letter case. */
  field(name: string): StructField | undefined {
    return this.fields.find((field) => field.name === name);
  }

  /**
   * The struct with one more field; this one stays as it is.
   *
   * @param dataType - a type or the name of one: `"long"`
   */
  add<const Name extends string, const Type extends TypeName | DataType, const IsNullable extends boolean = true>(
    name: Name,
    dataType: Type,
    nullable?: IsNullable,
    metadata?: Metadata,
  ): StructType<WithColumn<Row, Name, Nullable<ValueOfTypeLike<Type>, IsNullable>>> {
    const type: DataType | undefined = dataType instanceof DataType ? dataType : typeNamed(dataType);
    if (type === undefined) throw sparkError("UNSUPPORTED_DATATYPE", { typeName: quoteType(String(dataType)) });
    return new StructType([...this.fields, new StructField(name, type, nullable, metadata)]);
  }

  override simpleString(maxFields: number = MAX_FIELDS): string {
    const shown = this.fields.slice(0, maxFields).map((field) => field.simpleString(maxFields));
    const more = this.fields.length - shown.length;
    return `struct<${shown.join(",")}${more > 0 ? `,... ${more} more fields` : ""}>`;
  }

  override sql(): string {
    return `STRUCT<${this.fields.map((field) => field.sql()).join(", ")}>`;
  }

  /** The form that `parseDdl` reads: `a INT NOT NULL,b STRING`. */
  toDdl(): string {
    return this.fields.map((field) => field.toDdl()).join(",");
  }

  /**
   * What `printSchema` prints, with its last line feed.
   *
   * @param level - how deep nested fields are shown; all where missing or 0
   */
  treeString(level?: number): string {
    return treeString(this.fields, level);
  }

  override jsonValue(): unknown {
    return { type: "struct", fields: this.fields.map((field) => field.jsonValue()) };
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
  | VariantType
  | ArrayType
  | MapType
  | StructType;

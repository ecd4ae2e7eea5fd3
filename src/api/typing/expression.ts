import type { Timestamp } from "../../types/index.ts";

/**
 * Columns know the type of their values through these type-level trees: `col("amount").plus(1)` has the type
 * `Op<"plus", [Ref<"amount">, Lit<1>]>`. A DataFrame evaluates the tree against its row type when the column is used in it.
 * The trees exist for the compiler only.
 */

/** A column by name, looked up in the row type of the frame where it is used. */
export interface Ref<Name extends string> {
  readonly ref: Name;
}

/** A literal; keeps the literal type, since `1` and `1.5` behave differently in arithmetic. */
export interface Lit<Value> {
  readonly lit: Value;
}

/** A value of type `T`, null where the call's rules say so: nothing to look up. */
export interface Typed<T> {
  readonly typed: T;
}

/** A function whose result is `T`, and null where an argument can be null. */
export interface Call<T, Args extends readonly unknown[]> {
  readonly call: T;
  readonly args: Args;
}

/** A function whose result is exactly `T` whatever the arguments are. */
export interface Always<T, Args extends readonly unknown[]> {
  readonly always: T;
  readonly args: Args;
}

/** A function whose result type depends on the types of its arguments by one of the {@link Rules}. */
export interface Op<Rule extends keyof Rules<readonly unknown[], unknown>, Args extends readonly unknown[]> {
  readonly op: Rule;
  readonly args: Args;
}

/** A struct made of columns: the argument is the row type of its fields as a tree. */
export interface StructOf<Fields> {
  readonly struct: Fields;
}

/** Marks a name that the row type lacks. */
export interface NoSuchColumn<Name> {
  readonly noSuchColumn: Name;
}

/** The type that a tree has in a frame with rows `R`. Distributes over unions. */
export type Eval<E, R> =
  E extends Ref<infer Name>
    ? Resolve<Name, R>
    : E extends Lit<infer Value>
      ? LitValue<Value>
      : E extends Typed<infer T>
        ? T
        : E extends Call<infer T, infer Args>
          ? T | NullIn<Args, R>
          : E extends Always<infer T, readonly unknown[]>
            ? T
            : E extends Op<infer Rule, infer Args>
              ? Rules<Args, R>[Rule]
              : E extends StructOf<infer Fields>
                ? { [Name in keyof Fields]: Eval<Fields[Name], R> }
                : unknown;

/** The hidden column of frames that are read from files: of each row, where it comes from. */
export interface FileMetadata {
  readonly file_path: string;
  readonly file_name: string;
  /** Bytes. */
  readonly file_size: bigint;
  readonly file_block_start: bigint;
  readonly file_block_length: bigint;
  readonly file_modification_time: Timestamp;
  /** The place of the row in its file; Parquet has it. */
  readonly row_index: bigint;
}

/**
 * The type of a name: a column, a quoted column, a nested field, a column behind the alias of a frame, or `_metadata`, since a row type does
 * not say whether the frame is one of files.
 */
export type Resolve<Name extends string, R> = Name extends keyof R
  ? R[Name]
  : Name extends `\`${infer Quoted}\``
    ? Quoted extends keyof R
      ? R[Quoted]
      : NoSuchColumn<Name>
    : Name extends `${infer Head}.${infer Rest}`
      ? Head extends keyof R
        ? FieldOf<R[Head], Rest>
        : Head extends "_metadata"
          ? FieldOf<FileMetadata, Rest>
          : Resolve<Rest, R>
      : Name extends "_metadata"
        ? FileMetadata
        : NoSuchColumn<Name>;

type FieldOf<Value, Path extends string> = Value extends null
  ? null
  : Value extends readonly (infer Element)[]
    ? FieldOf<Element, Path>[]
    : Value extends ReadonlyMap<string, infer Val>
      ? Val | null
      : Resolve<Path, Value>;

/** The names in a tree that the row type `R` lacks. */
export type MissingIn<E, R> =
  E extends Ref<infer Name>
    ? Extract<Resolve<Name, R>, NoSuchColumn<string>> extends never
      ? never
      : Name
    : E extends { readonly args: infer Args extends readonly unknown[] }
      ? MissingIn<Args[number], R>
      : E extends StructOf<infer Fields>
        ? MissingIn<Fields[keyof Fields], R>
        : never;

/** null where one of the trees can be null. */
export type NullIn<Args extends readonly unknown[], R> = null extends Eval<Args[number], R> ? null : never;

/** Result types that depend on the types of the arguments. */
export interface Rules<Args extends readonly unknown[], R> {
  /** As the first argument: `abs`, `reverse`. */
  readonly same: Eval<Args[0], R>;
  /** As the first argument, or null: `min`, `max`, `first`, `lag`. */
  readonly nullable: Eval<Args[0], R> | null;
  /** Any of the arguments: the branches of a CASE. */
  readonly any: Eval<Args[number], R>;
  /** The first argument that is not null. */
  readonly coalesce: NonNullable<Eval<Args[number], R>> | AllNull<Args, R>;
  readonly plus: Arithmetic<Args, R> | NullIn<Args, R>;
  readonly minus: Difference<Args, R> | NullIn<Args, R>;
  readonly divide: Quotient<Operand<Args[0], R>, Operand<Args[1], R>> | NullIn<Args, R>;
  /** Whole numbers add up to a long, which is a bigint. */
  readonly sum: Sum<NonNullable<Eval<Args[0], R>>> | null;
  readonly avg: Average<NonNullable<Eval<Args[0], R>>> | null;
  /** `ceil`, `floor`: a long, or a decimal. */
  readonly whole: (NonNullable<Eval<Args[0], R>> extends string ? string : bigint) | NullIn<Args, R>;
  /** An element of an array. */
  readonly element: ElementIn<Args, R>;
  /** An element, value or field by key; null where there is none. */
  readonly item: ItemIn<Args, R> | null;
  /** An array of the arguments. */
  readonly array: Eval<Args[number], R>[];
  /** An array of what the second argument gives; null where the first is null. */
  readonly mapped: Eval<Args[1], R>[] | NullIn<[Args[0]], R>;
  /** An array of non-null values: `collect_list`. */
  readonly collected: NonNullable<Eval<Args[0], R>>[];
  /** An array without one level of nesting. */
  readonly flattened: ElementIn<Args, R> | NullIn<Args, R>;
  readonly keys:
    | (NonNullable<Eval<Args[0], R>> extends ReadonlyMap<infer Key, unknown> ? Key[] : unknown[])
    | NullIn<Args, R>;
  readonly values:
    | (NonNullable<Eval<Args[0], R>> extends ReadonlyMap<unknown, infer Val> ? Val[] : unknown[])
    | NullIn<Args, R>;
}

type AllNull<Args extends readonly unknown[], R> = Args extends readonly [infer First, ...infer Rest]
  ? null extends Eval<First, R>
    ? AllNull<Rest, R>
    : never
  : null;

type LitValue<Value> = Value extends Date
  ? Timestamp
  : Value extends string
    ? string
    : Value extends number
      ? number
      : Value extends bigint
        ? bigint
        : Value extends boolean
          ? boolean
          : Value extends readonly (infer Element)[]
            ? LitValue<Element>[]
            : Value;

/** What an operand is for arithmetic: `"int"` for a whole number in the program text, which takes the type of the other side. */
type Operand<E, R> = [E] extends [Lit<infer Value extends number>]
  ? `${Value}` extends `${bigint}`
    ? "int"
    : number
  : NonNullable<Eval<E, R>>;

type Arithmetic<Args extends readonly unknown[], R> = Widest<Operand<Args[0], R>, Operand<Args[1], R>>;

type Difference<Args extends readonly unknown[], R> = [Operand<Args[0], R>, Operand<Args[1], R>] extends
  | [Date, Date]
  | [Timestamp, Timestamp]
  ? bigint
  : Arithmetic<Args, R>;

type Widest<Left, Right> = [Left] extends ["int"]
  ? [Right] extends ["int"]
    ? number
    : Right
  : [Right] extends ["int"]
    ? Left
    : [Left] extends [Right]
      ? Right
      : [Right] extends [Left]
        ? Left
        : Left | Right;

/** `number` is a double or a decimal is text; a long divides to a double. */
type Quotient<Left, Right> = unknown extends Left | Right
  ? unknown
  : [Left] extends ["int" | bigint | number]
    ? [Right] extends ["int" | bigint | number]
      ? number
      : string | number
    : string | number;

type Sum<T> = [T] extends [bigint]
  ? bigint
  : [T] extends [string]
    ? string | number
    : [T] extends [number]
      ? number | bigint
      : unknown;
type Average<T> = [T] extends [bigint | number] ? number : [T] extends [string] ? string | number : unknown;
/** The `infer` puts the question off: TypeScript 5 would ask for all rules at once here, this one among them. */
type ElementIn<Args extends readonly unknown[], R> =
  Eval<Args[0], R> extends infer T ? ElementOf<NonNullable<T>> : never;
type ElementOf<T> = T extends readonly (infer Element)[] ? Element : unknown;
type ItemIn<Args extends readonly unknown[], R> =
  Eval<Args[0], R> extends infer T ? ItemOf<NonNullable<T>, Args[1] extends Lit<infer Key> ? Key : unknown> : never;
type ItemOf<T, Key> = T extends readonly (infer Element)[]
  ? Element
  : T extends ReadonlyMap<unknown, infer Val>
    ? Val
    : Key extends keyof T
      ? T[Key]
      : unknown;

import { sparkError } from "../../common/index.ts";
import { type LiteralValue, literalMessage } from "../plan/literal.ts";
import { relation } from "../plan/relations.ts";
import type { Flat, Row } from "../typing/row.ts";
import type { DataFrame } from "./dataframe.ts";

/** What fills missing values: one value for all columns that can take it, or one for each column. */
export type FillValue<R> =
  | string
  | number
  | bigint
  | boolean
  | { readonly [Name in keyof R]?: string | number | bigint | boolean };

/** The row type after a fill: a column that took the value has no null any more. */
export type Filled<R, V, Name> = Flat<{
  [Key in keyof R]: V extends string | number | bigint | boolean
    ? Key extends Name
      ? Takes<NonNullable<R[Key]>, V> extends true
        ? NonNullable<R[Key]>
        : R[Key]
      : R[Key]
    : Key extends keyof V
      ? NonNullable<R[Key]>
      : R[Key];
}>;

/** Text of a decimal column does not take a string, and the compiler cannot tell it from a string. */
type Takes<T, V> = V extends boolean
  ? T extends boolean
    ? true
    : false
  : V extends number | bigint
    ? T extends number | bigint
      ? true
      : false
    : false;

/** The row type without null in the named columns. */
export type NonNull<R, Name> = Flat<{ [Key in keyof R]: Key extends Name ? NonNullable<R[Key]> : R[Key] }>;

/**
 * Functions for missing values of a frame.
 *
 * @see pyspark.sql.DataFrameNaFunctions
 */
export class DataFrameNaFunctions<out R = Row> {
  readonly #frame: DataFrame<R>;

  constructor(frame: DataFrame<R>) {
    this.#frame = frame;
  }

  /** Puts a value where a column of a fitting type is null or NaN. */
  fill<const V extends FillValue<R>, const Name extends keyof R & string = keyof R & string>(
    value: V,
    subset: Name | readonly Name[] = [],
  ): DataFrame<Filled<R, V, Name>> {
    const byColumn =
      typeof value === "object" ? Object.entries<LiteralValue>(value as Record<string, LiteralValue>) : undefined;
    if (byColumn?.length === 0) throw sparkError("CANNOT_BE_EMPTY", { item: "value" });
    const cols = byColumn?.map(([name]) => name) ?? [subset].flat();
    const values = byColumn?.map(([, each]) => each) ?? [value as LiteralValue];
    return this.#frame.derive(
      relation({ case: "fillNa", value: { input: this.#frame.relation, cols, values: values.map(fillLiteral) } }),
    );
  }

  /**
   * Leaves out rows with missing values.
   *
   * @param options - `how: "all"` only where all are missing; `thresh` where fewer than this are there
   */
  drop<const Name extends keyof R & string = keyof R & string>(options?: {
    readonly how?: "any";
    readonly subset?: Name | readonly Name[];
  }): DataFrame<NonNull<R, Name>>;
  drop(options: {
    readonly how?: "any" | "all";
    readonly thresh?: number;
    readonly subset?: (keyof R & string) | readonly (keyof R & string)[];
  }): DataFrame<R>;
  drop(options: { how?: string; thresh?: number; subset?: string | readonly string[] } = {}): unknown {
    const { how = "any", thresh, subset = [] } = options;
    const minNonNulls = thresh ?? (how === "all" ? 1 : undefined);
    const value = { input: this.#frame.relation, cols: [subset].flat() };
    return this.#frame.derive(
      relation({ case: "dropNa", value: minNonNulls === undefined ? value : { ...value, minNonNulls } }),
    );
  }

  /**
   * Replaces values by others, given as pairs.
   *
   * @example
   * ```ts
   * df.na.replace([["GBP", "£"], ["USD", "$"]], ["currency"]);
   * ```
   */
  replace(
    pairs: ReadonlyMap<LiteralValue, LiteralValue> | readonly (readonly [LiteralValue, LiteralValue])[],
    subset: (keyof R & string) | readonly (keyof R & string)[] = [],
  ): DataFrame<R> {
    const replacements = [...pairs].map(([from, to]) => ({ oldValue: fillLiteral(from), newValue: fillLiteral(to) }));
    const value = { input: this.#frame.relation, cols: [subset].flat(), replacements };
    return this.#frame.derive(relation({ case: "replace", value }));
  }
}

/** Spark takes whole numbers for these as BIGINT or DOUBLE only. */
const fillLiteral = (value: LiteralValue) =>
  literalMessage(typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value);

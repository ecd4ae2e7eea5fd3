import { scalar } from "../client/result.ts";
import type { Column } from "../column.ts";
import { toColumn } from "../column.ts";
import { type LiteralValue, literalMessage } from "../plan/literal.ts";
import { relation } from "../plan/relations.ts";
import type { ColumnOrName, Row } from "../typing/row.ts";
import type { DataFrame } from "./dataframe.ts";

/**
 * Statistics of a frame.
 *
 * @see pyspark.sql.DataFrameStatFunctions
 */
export class DataFrameStatFunctions<out R = Row> {
  readonly #frame: DataFrame<R>;

  constructor(frame: DataFrame<R>) {
    this.#frame = frame;
  }

  /**
   * Quantiles of numeric columns: for one column the values at the probabilities, for several a list for each.
   *
   * @param probabilities - from 0, the least value, to 1, the greatest
   * @param relativeError - how far off a value may be; the embedded engine is exact
   */
  approxQuantile(col: keyof R & string, probabilities: readonly number[], relativeError: number): Promise<number[]>;
  approxQuantile(
    col: readonly (keyof R & string)[],
    probabilities: readonly number[],
    relativeError: number,
  ): Promise<number[][]>;
  async approxQuantile(
    col: string | readonly string[],
    probabilities: readonly number[],
    relativeError: number,
  ): Promise<unknown> {
    const value = { input: this.#frame.relation, cols: [col].flat(), probabilities: [...probabilities], relativeError };
    const found = await scalar<number[][]>(this.#client, relation({ case: "approxQuantile", value }));
    return typeof col === "string" ? found[0] : found;
  }

  /** The correlation of two numeric columns, by Pearson. */
  corr(col1: keyof R & string, col2: keyof R & string, method: "pearson" = "pearson"): Promise<number> {
    return scalar(this.#client, relation({ case: "corr", value: { input: this.#frame.relation, col1, col2, method } }));
  }

  /** The sample covariance of two numeric columns. */
  cov(col1: keyof R & string, col2: keyof R & string): Promise<number> {
    return scalar(this.#client, relation({ case: "cov", value: { input: this.#frame.relation, col1, col2 } }));
  }

  /** How often values of two columns meet: a row for each value of the first, a column for each of the second. */
  crosstab(col1: keyof R & string, col2: keyof R & string): DataFrame<Row> {
    return this.#frame.derive(relation({ case: "crosstab", value: { input: this.#frame.relation, col1, col2 } }));
  }

  /**
   * One row with the frequent values of columns.
   *
   * @param support - the share of the rows, from 1e-4 to 1, above which a value is frequent
   */
  freqItems<const Name extends keyof R & string>(
    cols: readonly Name[],
    support = 0.01,
  ): DataFrame<{ [Item in Name as `${Item}_freqItems`]: R[Item][] }> {
    const value = { input: this.#frame.relation, cols: [...cols], support };
    return this.#frame.derive(relation({ case: "freqItems", value }));
  }

  /**
   * A share of the rows for each value of a column; rows of values without a share go.
   *
   * @param fractions - pairs of a value and its share, from 0 to 1
   * @param seed - makes the choice repeatable
   */
  sampleBy(
    col: ColumnOrName<R>,
    fractions: ReadonlyMap<LiteralValue, number> | readonly (readonly [LiteralValue, number])[],
    seed: bigint | number = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
  ): DataFrame<R> {
    const column: Column = toColumn(col);
    const value = {
      input: this.#frame.relation,
      col: column.expression,
      fractions: [...fractions].map(([stratum, fraction]) => ({ stratum: literalMessage(stratum), fraction })),
      seed: BigInt(seed),
    };
    return this.#frame.derive(relation({ case: "sampleBy", value }));
  }

  get #client() {
    return this.#frame.sparkSession.client;
  }
}

import type { DataType } from "../types/index.ts";
import { invalidArgument } from "./field.ts";
import type { RecordDefinition } from "./record.ts";
import type { RecordMaker } from "./record-maker.ts";

/** Values a ledger can group by. */
export type LedgerKey = string | number | bigint | boolean | null;

/** Names of the fields of a record whose values are of a type. */
type FieldsOf<Row, Value> = { [Name in keyof Row]: Row[Name] extends Value | null ? Name : never }[keyof Row] & string;

/** What a producer keeps account of beside the number of records. */
export interface LedgerOptions<Row> {
  /** Text, number or boolean field to group by; one group where not given. */
  readonly by?: FieldsOf<Row, string | number | bigint | boolean>;
  /** Whole-number field to add up; only counts where not given. */
  readonly sum?: FieldsOf<Row, bigint | number>;
}

/** {@link LedgerOptions} of any record. */
export interface LedgerFields {
  readonly by?: string | undefined;
  readonly sum?: string | undefined;
}

/** Account of one group. */
export interface LedgerEntry {
  /** Records. */
  readonly count: number;
  /** Exact sum of the field's values that are not null; 0 where none is summed. */
  readonly sum: bigint;
}

const keyKinds = ["string", "boolean", "byte", "short", "integer", "long", "float", "double"];
const sumKinds = ["byte", "short", "integer", "long"];

/** What was emitted, exactly: the totals that a query over the files must come to. */
export class Ledger {
  readonly by: string | undefined;
  readonly sum: string | undefined;
  readonly #entries = new Map<LedgerKey, { count: number; sum: bigint }>();

  /** @throws SparkException GENERATOR_UNKNOWN_FIELD, GENERATOR_INVALID_ARGUMENT */
  constructor(definition: RecordDefinition<object>, options: LedgerFields) {
    this.by = options.by;
    this.sum = options.sum;
    const check = (argument: string, name: string | undefined, kinds: readonly string[], expected: string): void => {
      const type: DataType | undefined = name === undefined ? undefined : definition.requireField(name);
      if (type && !kinds.includes(type.typeName())) throw invalidArgument(argument, expected, type.simpleString());
    };
    check(`The ledger's field ${this.by}`, this.by, keyKinds, "of text, a number or a boolean");
    check(`The ledger's field ${this.sum}`, this.sum, sumKinds, "of whole numbers");
  }

  /** Groups in the order of their first record. Without a field to group by the key is null. */
  get entries(): ReadonlyMap<LedgerKey, LedgerEntry> {
    return this.#entries;
  }

  /** Records of all groups. */
  get count(): number {
    let count = 0;
    for (const entry of this.#entries.values()) count += entry.count;
    return count;
  }

  /** Adds what another ledger of the same fields holds. */
  merge(other: Iterable<readonly [LedgerKey, LedgerEntry]>): void {
    for (const [key, { count, sum }] of other) this.#add(key, count, sum);
  }

  /** A function that enters the record of an index, reading no more of it than the ledger needs. */
  recorder(maker: RecordMaker<object>): (index: number) => void {
    const { by, sum } = this;
    const read = maker.reader([by, sum].filter((name) => name !== undefined));
    return (index) => {
      const values = read(index);
      const key = by === undefined ? null : ((values[0] ?? null) as LedgerKey);
      const amount = sum === undefined ? 0n : BigInt((values.at(-1) ?? 0) as number | bigint);
      this.#add(key, 1, amount);
    };
  }

  #add(key: LedgerKey, count: number, sum: bigint): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { count, sum });
    else {
      entry.count += count;
      entry.sum += sum;
    }
  }
}

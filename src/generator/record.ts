import { type Clock, randomId, sparkError, systemClock } from "../common/index.ts";
import { type DataType, StructField, StructType, type Timestamp, type ValueOf } from "../types/index.ts";
import { type Encode, encoderOf } from "./encode.ts";
import { type Draw, type Field, invalidArgument } from "./field.ts";
import { type Fields, object, type RowOf } from "./fields/nested.ts";
import { type Instant, millisecondsOf } from "./fields/time.ts";
import { JsonBytes } from "./json-bytes.ts";
import { type Entry, isDerived, RecordMaker, typeOf } from "./record-maker.ts";

/** What stands for the present in records with a seed: 2026-01-01T00:00:00Z. */
export const DEFAULT_REFERENCE_DATE: Date = new Date("2026-01-01T00:00:00Z");

type Simplify<Type> = { [Key in keyof Type]: Type[Key] };

/** A value's type as a file's schema knows it: text is `string`, whatever the texts are that occur. */
type Widened<Value> = Value extends string
  ? string
  : Value extends bigint
    ? bigint
    : Value extends number
      ? number
      : Value extends boolean
        ? boolean
        : Value extends Date | Timestamp | null
          ? Value
          : Value extends readonly (infer Element)[]
            ? Widened<Element>[]
            : Value extends object
              ? SchemaRow<Value>
              : Value;

/** The row type of a record's schema. */
export type SchemaRow<Row> = { [Name in keyof Row]: Widened<Row[Name]> };

/** What a seed fixes. */
export interface SeedOptions {
  /** The present of "now" and of Faker's relative dates; {@link DEFAULT_REFERENCE_DATE} where not given. */
  readonly referenceDate?: Instant;
}

interface Seeding {
  readonly seed: string;
  /** Milliseconds since the epoch; undefined where time goes on. */
  readonly referenceDate: number | undefined;
}

/** Which records to make. */
export interface NdjsonOptions {
  readonly count: number;
  /** Index of the first record; 0 where not given. */
  readonly from?: number;
  /** About how many bytes to hand over at a time; 1 MiB where not given. */
  readonly chunkBytes?: number;
}

/**
 * How records are made: names and fields in order. Definitions do not change; `extend`, `omit`, `derive` and `seed` give new ones.
 *
 * Without a seed every definition makes other records in every process. With a seed the n-th record is the same on every machine
 * and day, however it is asked for: `create`, `serialize`, `at`, `ndjson` or a producer, on one thread or several. The records
 * belong to a version of Millrace and of Faker.
 *
 * @typeParam Row - the records: `{ username: string; currency: "GBP" | "USD" | "EUR"; amount: bigint }`
 */
export class RecordDefinition<Row extends object> {
  readonly name: string;
  /** The schema of the JSON that is made; all fields are nullable, as JSON sources have them. */
  readonly schema: StructType<SchemaRow<Row>>;
  readonly #entries: readonly Entry[];
  readonly #seeding: Seeding | undefined;
  #maker: RecordMaker<Row> | undefined;
  #encode: Encode | undefined;
  #next = 0;
  readonly #line: JsonBytes = new JsonBytes(256);

  /** @internal Use {@link record}. */
  constructor(name: string, entries: readonly Entry[], seeding?: Seeding) {
    this.name = name;
    this.#entries = entries;
    this.#seeding = seeding;
    this.schema = new StructType(
      entries.filter((entry) => !entry.hidden).map((entry) => new StructField(entry.name, typeOf(entry))),
    );
  }

  /** The next record, with `overrides` in place of what would be made. The first call gives the record of index 0. */
  create(overrides?: Partial<Row>): Row {
    return this.#ownMaker().row(this.#next++, overrides);
  }

  /**
   * One line of JSON, without a line end: `{"username":"jjohnson","currency":"GBP","amount":102884}`.
   *
   * @param value - the record to write; the next one where not given
   * @throws SparkException GENERATOR_VALUE_TYPE where a value is not of its field's type
   */
  serialize(value?: Row): string {
    const out = this.#line;
    out.length = 0;
    if (value === undefined) this.#ownMaker().write(this.#next++, out);
    else {
      this.#encode ??= encoderOf(this.schema);
      this.#encode(value, out);
    }
    return out.text();
  }

  /** The record of an index; does not move {@link create} on. */
  at(index: number): Row {
    if (!(Number.isSafeInteger(index) && index >= 0)) throw invalidArgument("index", "a whole number from 0", index);
    return this.#ownMaker().row(index);
  }

  /** Records as chunks of newline-delimited JSON, each chunk of whole lines. Does not move {@link create} on. */
  *ndjson(options: NdjsonOptions): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
    const { count, from = 0, chunkBytes = 1 << 20 } = options;
    const maker = this.#ownMaker();
    const out = new JsonBytes(chunkBytes + 4096);
    for (let index = from; index < from + count; index++) {
      maker.write(index, out);
      out.byte(0x0a);
      if (out.length >= chunkBytes || index === from + count - 1) {
        yield out.slice();
        out.length = 0;
      }
    }
  }

  /** The definition with more fields at its end, or with other fields under known names. */
  extend<More extends Fields>(fields: More): RecordDefinition<Simplify<Omit<Row, keyof More> & RowOf<More>>> {
    return this.#with(replaced(this.#entries, drawnEntries(fields)));
  }

  /**
   * The definition without some fields. Derived fields that use them still see them.
   *
   * @throws SparkException GENERATOR_UNKNOWN_FIELD
   */
  omit<Name extends keyof Row & string>(...names: Name[]): RecordDefinition<Simplify<Omit<Row, Name>>> {
    for (const name of names) this.requireField(name);
    const lastDerived = this.#entries.findLastIndex(isDerived);
    return this.#with(
      this.#entries.flatMap((entry, i) => {
        if (!(names as readonly string[]).includes(entry.name)) return [entry];
        return i < lastDerived ? [{ ...entry, hidden: true }] : [];
      }),
    );
  }

  /**
   * The definition with one more field, computed from those before it. Records are then made as rows first, which costs speed.
   *
   * @example
   * ```ts
   * Transaction.derive("pence", new LongType(), (row) => row.amount * 100n);
   * ```
   */
  derive<Name extends string, Type extends DataType, Value extends ValueOf<Type> | null>(
    name: Name,
    type: Type,
    compute: (row: Row, draw: Draw) => Value,
  ): RecordDefinition<Simplify<Omit<Row, Name> & { [Key in Name]: Value }>> {
    return this.#with([
      ...this.#entries.filter((entry) => entry.name !== name),
      { name, type, compute: compute as (row: never, draw: Draw) => unknown, hidden: false },
    ]);
  }

  /**
   * The record as a field of another one.
   *
   * @example
   * ```ts
   * const Order = record("order", { id: field.uuid(), address: Address.asField() });
   * ```
   * @throws SparkException UNSUPPORTED_FEATURE.MILLRACE where the record has derived fields
   */
  asField(): Field<Row> {
    const fields = this.#entries.map((entry): [string, Field<unknown>] => {
      if (!isDerived(entry)) return [entry.name, entry.field];
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the derived field ${entry.name} in a nested record`,
        hint: "Derive it in the record around it.",
      });
    });
    return object(Object.fromEntries(fields)) as Field<unknown> as Field<Row>;
  }

  /**
   * The definition with a seed, at its first record: same seed, same bytes. Times count from a pinned reference date.
   *
   * @param seed - any number or text
   */
  seed(seed: number | bigint | string, options: SeedOptions = {}): RecordDefinition<Row> {
    const referenceDate = millisecondsOf("referenceDate", options.referenceDate ?? DEFAULT_REFERENCE_DATE);
    return new RecordDefinition(this.name, this.#entries, { seed: String(seed), referenceDate });
  }

  /** @throws SparkException GENERATOR_UNKNOWN_FIELD @internal */
  requireField(name: string): DataType {
    const found = this.schema.fields.find((candidate) => candidate.name === name);
    if (found !== undefined) return found.dataType;
    throw sparkError("GENERATOR_UNKNOWN_FIELD", {
      record: this.name,
      field: name,
      fields: this.schema.names.join(", "),
    });
  }

  /**
   * The definition ready to run. Without a reference date the clock's time is the present.
   *
   * @internal
   */
  makerFor(seeding: Seeding, clock: Clock = systemClock): RecordMaker<Row> {
    const { seed, referenceDate } = seeding;
    const timeOf = referenceDate === undefined ? () => clock.now() : (index: number) => referenceDate + 1000 * index;
    return new RecordMaker(this.name, this.#entries, this.schema, { seed, timeOf });
  }

  /** The seed and reference date, where set. @internal */
  get seeding(): Seeding | undefined {
    return this.#seeding;
  }

  /** Whether both were made from one definition by seeding. @internal */
  hasFieldsOf(other: RecordDefinition<object>): boolean {
    return this.#entries === other.#entries;
  }

  #ownMaker(): RecordMaker<Row> {
    this.#maker ??= this.makerFor(this.#seeding ?? { seed: randomId(), referenceDate: undefined });
    return this.#maker;
  }

  #with<Other extends object>(entries: readonly Entry[]): RecordDefinition<Other> {
    return new RecordDefinition(this.name, entries, this.#seeding);
  }
}

/**
 * Defines a kind of record: its name, which files are called after, and its fields in order.
 *
 * @example
 * ```ts
 * const Transaction = record("transaction", {
 *   username: field.username(),
 *   currency: field.oneOf(["GBP", "USD", "EUR"]),
 *   amount: field.long({ min: 100, max: 200_000 }),
 * });
 * Transaction.create(); // { username: "Rowan_Funk55", currency: "USD", amount: 102884n }
 * ```
 */
export function record<Definition extends Fields>(
  name: string,
  fields: Definition,
): RecordDefinition<RowOf<Definition>> {
  if (!/^[\w.-]+$/.test(name)) throw invalidArgument("name", "letters, digits, _, . and -", name);
  return new RecordDefinition(name, drawnEntries(fields));
}

const drawnEntries = (fields: Fields): Entry[] =>
  Object.entries(fields).map(([name, field]) => ({ name, field, hidden: false }));

/** `entries` with those of the same name replaced in place and the others at the end. */
function replaced(entries: readonly Entry[], changes: readonly Entry[]): Entry[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const change of changes) byName.set(change.name, change);
  return [...byName.values()];
}

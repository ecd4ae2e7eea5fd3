import type { DataType, StructType } from "../types/index.ts";
import { closeObject, type Encode, encoderOf, keysOf } from "./encode.ts";
import { type Faker, fakerOn } from "./faker.ts";
import type { Draw, Field, Maker } from "./field.ts";
import type { JsonBytes, Pieces } from "./json-bytes.ts";
import { Random, type StreamKey } from "./random.ts";

/** A field that is drawn on its own. */
export interface DrawnEntry {
  readonly name: string;
  readonly field: Field<unknown>;
  /** Drawn for the derived fields that need it, but no part of the record. */
  readonly hidden: boolean;
}

/** A field that is computed from the fields before it. */
export interface DerivedEntry {
  readonly name: string;
  readonly type: DataType;
  readonly compute: (row: never, draw: Draw) => unknown;
  readonly hidden: boolean;
}

export type Entry = DrawnEntry | DerivedEntry;

export const isDerived = (entry: Entry): entry is DerivedEntry => "compute" in entry;
export const typeOf = (entry: Entry): DataType => (isDerived(entry) ? entry.type : entry.field.type);

interface Part {
  readonly name: string;
  readonly hidden: boolean;
  readonly stream: StreamKey;
  readonly maker: Maker<unknown> | undefined;
  readonly compute: DerivedEntry["compute"] | undefined;
}

/** What a {@link RecordMaker} needs to know beside the fields. */
export interface MakerOptions {
  readonly seed: string;
  /** Milliseconds since the epoch that stand for the present. */
  readonly timeOf: (index: number) => number;
}

/**
 * A record definition ready to run under one seed. A record is a function of seed and index: any index can be asked for at any
 * time, as a row or as bytes, with the same content.
 */
export class RecordMaker<Row> implements Draw {
  readonly random: Random;
  index = 0;
  readonly #parts: readonly Part[];
  readonly #keys: Pieces;
  readonly #hides: boolean;
  readonly #encode: Encode | undefined;
  readonly #timeOf: (index: number) => number;
  #faker: Faker | undefined;

  constructor(name: string, entries: readonly Entry[], schema: StructType, options: MakerOptions) {
    this.random = new Random(options.seed);
    this.#timeOf = options.timeOf;
    this.#hides = entries.some((entry) => entry.hidden);
    // Derived fields need a row; without them fields go straight to bytes.
    this.#encode = entries.some(isDerived) ? encoderOf(schema) : undefined;
    this.#keys = keysOf(entries.map((entry) => entry.name));
    this.#parts = entries.map((entry) => ({
      name: entry.name,
      hidden: entry.hidden,
      stream: this.random.key(`${name}/${entry.name}`),
      maker: isDerived(entry) ? undefined : entry.field.compile(),
      compute: isDerived(entry) ? entry.compute : undefined,
    }));
  }

  get time(): number {
    return this.#timeOf(this.index);
  }

  get faker(): Faker {
    this.#faker ??= fakerOn(this.random, () => new Date(this.time));
    return this.#faker;
  }

  /** The record of an index, with `overrides` in place of what would be drawn. */
  row(index: number, overrides: Partial<Row> = {}): Row {
    this.#moveTo(index);
    const row: Record<string, unknown> = {};
    const given = overrides as Readonly<Record<string, unknown>>;
    for (const part of this.#parts)
      row[part.name] = Object.hasOwn(given, part.name) ? given[part.name] : this.#make(part, row);
    if (this.#hides) for (const part of this.#parts) if (part.hidden) delete row[part.name];
    return row as Row;
  }

  /** Appends the record of an index as one JSON object. */
  write(index: number, out: JsonBytes): void {
    if (this.#encode !== undefined) {
      this.#encode(this.row(index), out);
      return;
    }
    this.#moveTo(index);
    const start = out.length;
    const parts = this.#parts;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      this.random.stream(part.stream);
      const before = out.length;
      out.piece(this.#keys, i);
      if (!part.maker!.write(this, out)) out.length = before;
    }
    closeObject(out, start);
  }

  /** Reads fields of records by index without making the rest of the record, where no derived field is among them. */
  reader(names: readonly string[]): (index: number) => unknown[] {
    const parts = names.map((name) => this.#parts.find((part) => part.name === name)!);
    if (parts.some((part) => part.compute !== undefined)) {
      return (index) => {
        const row = this.row(index) as Readonly<Record<string, unknown>>;
        return names.map((name) => row[name]);
      };
    }
    return (index) => {
      this.#moveTo(index);
      return parts.map((part) => this.#make(part, {}));
    };
  }

  #moveTo(index: number): void {
    this.index = index;
    this.random.record(index);
  }

  #make(part: Part, row: Readonly<Record<string, unknown>>): unknown {
    this.random.stream(part.stream);
    return part.compute === undefined ? part.maker!.draw(this) : part.compute(row as never, this);
  }
}

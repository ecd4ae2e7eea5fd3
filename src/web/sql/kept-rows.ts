import type { RecordBatch } from "apache-arrow";
import { decodeColumns } from "../../api/index.ts";
import type { StructType } from "../../types/index.ts";

/** Rows that are decoded at once when all of them are gone through. */
const stretch = 16_384;

/** The rows of a result as the engine sent them, a few of which can be decoded at a time. */
export class KeptRows {
  readonly #schema: StructType;
  readonly #batches: { readonly batch: RecordBatch; readonly from: number }[] = [];
  #count = 0;
  #bytes = 0;

  constructor(schema: StructType) {
    this.#schema = schema;
  }

  get count(): number {
    return this.#count;
  }

  /** What the rows take of memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param most - rows that there may be in all; what is beyond is left out
   * @returns whether all had room
   */
  async add(ipc: Uint8Array, most: number): Promise<boolean> {
    const { RecordBatchReader } = await import("apache-arrow");
    this.#bytes += ipc.byteLength;
    for (const batch of RecordBatchReader.from(ipc)) {
      const rows = Math.min(batch.numRows, most - this.#count);
      if (rows > 0) this.#batches.push({ batch: batch.slice(0, rows), from: this.#count });
      this.#count += rows;
      if (rows < batch.numRows) return false;
    }
    return true;
  }

  /** The columns of some rows. */
  async columns(from: number, count: number): Promise<unknown[][]> {
    const { Table, tableToIPC } = await import("apache-arrow");
    const columns: unknown[][] = this.#schema.fields.map(() => []);
    const end = Math.min(from + count, this.#count);
    for (let at = this.#indexOf(from); at < this.#batches.length && this.#batches[at]!.from < end; at++) {
      const { batch, from: first } = this.#batches[at]!;
      const piece = batch.slice(Math.max(0, from - first), Math.min(batch.numRows, end - first));
      // Written anew, so that what a slice shares with its batch stays behind.
      const decoded = await decodeColumns(tableToIPC(new Table([piece]), "stream"), this.#schema);
      for (const [index, values] of decoded.entries()) for (const value of values) columns[index]!.push(value);
    }
    return columns;
  }

  /** All rows, some at a time. */
  async *stretches(): AsyncGenerator<{ readonly columns: unknown[][]; readonly count: number }> {
    for (let from = 0; from < this.#count; from += stretch)
      yield { columns: await this.columns(from, stretch), count: Math.min(stretch, this.#count - from) };
  }

  /** All rows as one Arrow stream; undefined where there are none. */
  async ipc(): Promise<Uint8Array | undefined> {
    if (this.#batches.length === 0) return undefined;
    const { Table, tableToIPC } = await import("apache-arrow");
    return tableToIPC(new Table(this.#batches.map(({ batch }) => batch)), "stream");
  }

  /** The batch that holds a row. */
  #indexOf(row: number): number {
    let [low, high] = [0, this.#batches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#batches[middle]!.from <= row) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

import { JsonBytes } from "./json-bytes.ts";
import type { Ledger, LedgerEntry, LedgerKey } from "./ledger.ts";
import type { RecordMaker } from "./record-maker.ts";

/** Which records go into a file. */
export interface Slice {
  readonly from: number;
  readonly count: number;
}

/** The content of one file. */
export interface Batch extends Slice {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What these records add to the ledger. */
  readonly ledger: readonly (readonly [LedgerKey, LedgerEntry])[];
}

/** The records of each file in turn; without end where `count` is infinite. */
export function* slices(count: number, batchSize: number): Generator<Slice, void, undefined> {
  for (let from = 0; from < count; from += batchSize) yield { from, count: Math.min(batchSize, count - from) };
}

/**
 * A function that makes the content of files: of one record a JSON object, of several a line for each.
 *
 * @param lines - whether a record is a line, with an end
 * @param newLedger - an empty ledger, where one is kept
 */
export function batchMaker(
  maker: RecordMaker<object>,
  lines: boolean,
  newLedger: (() => Ledger) | undefined,
): (slice: Slice) => Batch {
  const out = new JsonBytes();
  return ({ from, count }) => {
    out.length = 0;
    for (let index = from; index < from + count; index++) {
      maker.write(index, out);
      if (lines) out.byte(0x0a);
    }
    const ledger = newLedger?.();
    if (ledger !== undefined) {
      const enter = ledger.recorder(maker);
      for (let index = from; index < from + count; index++) enter(index);
    }
    return { from, count, bytes: out.slice(), ledger: ledger === undefined ? [] : [...ledger.entries] };
  };
}

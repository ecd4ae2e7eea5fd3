import { sparkError } from "../../common/index.ts";
import type { ExecutePlanResponse, Relation } from "../../protocol/index.ts";
import type { StructType } from "../../types/index.ts";
import { dataTypeOf } from "../plan/data-type-message.ts";
import type { Row } from "../typing/row.ts";
import type { Client } from "./client.ts";
import { decodeRows } from "./decode.ts";

/** The rows of a relation, a batch at a time. */
export async function* batches(client: Client, relation: Relation): AsyncGenerator<Row[]> {
  let schema: StructType | undefined;
  const assembly = new Assembly();
  for await (const response of client.rows(relation)) {
    if (response.schema) schema = dataTypeOf(response.schema) as StructType;
    const bytes = assembly.take(response);
    if (bytes === undefined) continue;
    if (schema === undefined) throw broken("rows came before their schema");
    const rows = await decodeRows(bytes, schema);
    assembly.check(rows.length);
    yield rows;
  }
  assembly.end();
}

/** All rows of a relation. */
export async function collectRows(client: Client, relation: Relation): Promise<Row[]> {
  const rows: Row[][] = [];
  for await (const batch of batches(client, relation)) rows.push(batch);
  return rows.length === 1 ? rows[0]! : rows.flat();
}

/** The single value of a relation of one row and one column. */
export async function scalar<T>(client: Client, relation: Relation): Promise<T> {
  const [row] = await collectRows(client, relation);
  if (row === undefined) throw sparkError("INVALID_RESPONSE", { detail: "a single value came without a row" });
  return Object.values(row)[0] as T;
}

/** A relation's rows as Arrow IPC streams, one a batch. */
export async function* arrowBatches(client: Client, relation: Relation): AsyncGenerator<Uint8Array> {
  const assembly = new Assembly();
  for await (const response of client.rows(relation)) {
    const bytes = assembly.take(response);
    if (bytes !== undefined) yield bytes;
  }
  assembly.end();
}

/** Puts the Arrow streams of a result together: a server may cut one batch into several messages. */
class Assembly {
  #pieces: Uint8Array[] = [];
  #rows = 0n;
  #rowsOfBatch = 0n;

  /**
   * The Arrow stream that a message completes.
   *
   * @throws SparkRuntimeException INVALID_RESPONSE where a message is missing, or came twice
   */
  take({ responseType }: ExecutePlanResponse): Uint8Array | undefined {
    if (responseType.case !== "arrowBatch") return undefined;
    const { data, rowCount, startOffset = this.#rows, chunkIndex = 0n, numChunksInBatch = 0n } = responseType.value;
    if (startOffset !== this.#rows) throw broken(`rows begin at ${startOffset}, and ${this.#rows} have come before`);
    if (chunkIndex !== BigInt(this.#pieces.length) || (chunkIndex > 0n && rowCount !== this.#rowsOfBatch))
      throw broken(`piece ${chunkIndex} of a batch came where piece ${this.#pieces.length} was next`);
    this.#rowsOfBatch = rowCount;
    this.#pieces.push(data);
    if (numChunksInBatch > 0n && chunkIndex + 1n < numChunksInBatch) return undefined;
    const bytes = this.#pieces.length === 1 ? data : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#rows += rowCount;
    return bytes;
  }

  /** Compares the rows of the last batch with what the server said of it. */
  check(rows: number): void {
    if (BigInt(rows) !== this.#rowsOfBatch) throw broken(`a batch of ${this.#rowsOfBatch} rows has ${rows}`);
  }

  /** The result is over. */
  end(): void {
    if (this.#pieces.length > 0) throw broken(`the last batch ends after ${this.#pieces.length} pieces`);
  }
}

const broken = (detail: string) => sparkError("INVALID_RESPONSE", { detail });

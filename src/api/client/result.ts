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
  let pieces: Uint8Array[] = [];
  for await (const response of client.rows(relation)) {
    if (response.schema) schema = dataTypeOf(response.schema) as StructType;
    const bytes = arrowBytes(response, pieces);
    if (bytes === undefined) continue;
    pieces = [];
    if (schema === undefined) throw sparkError("INVALID_RESPONSE", { detail: "rows came before their schema" });
    yield await decodeRows(bytes, schema);
  }
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
  let pieces: Uint8Array[] = [];
  for await (const response of client.rows(relation)) {
    const bytes = arrowBytes(response, pieces);
    if (bytes === undefined) continue;
    pieces = [];
    yield bytes;
  }
}

/** The Arrow stream that a message completes; a server may cut one batch into several messages. */
function arrowBytes({ responseType }: ExecutePlanResponse, pieces: Uint8Array[]): Uint8Array | undefined {
  if (responseType.case !== "arrowBatch") return undefined;
  const { data, chunkIndex = 0n, numChunksInBatch = 1n } = responseType.value;
  if (numChunksInBatch <= 1n) return data;
  pieces.push(data);
  return chunkIndex + 1n === numChunksInBatch ? Buffer.concat(pieces) : undefined;
}

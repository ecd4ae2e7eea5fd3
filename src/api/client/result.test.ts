import { describe, expect, it } from "vitest";
import type { ExecutePlanResponse_ArrowBatchSchema } from "../../protocol/index.ts";
import { directTransport, SparkConnectService } from "../../protocol/index.ts";
import { parseDdl, type StructType } from "../../types/index.ts";
import { dataTypeMessage } from "../plan/data-type-message.ts";
import type { MessageInit } from "../plan/message-init.ts";
import { relation } from "../plan/relations.ts";
import { Client } from "./client.ts";
import { encodeRows } from "./encode.ts";
import { arrowBatches, collectRows } from "./result.ts";

type Batch = MessageInit<typeof ExecutePlanResponse_ArrowBatchSchema>;

const schema = parseDdl("id BIGINT") as StructType;
const plan = relation({ case: "range", value: { end: 1n, step: 1n } });

/** A client of a server that answers with these batches. */
function answering(batches: readonly Batch[], withSchema = true): Client {
  const envelope = { sessionId: "s", serverSideSessionId: "s" };
  const transport = directTransport(SparkConnectService, {
    async *executePlan() {
      if (withSchema) yield { ...envelope, schema: dataTypeMessage(schema) };
      for (const value of batches) yield { ...envelope, responseType: { case: "arrowBatch", value } };
    },
  });
  const connection = { transport, embedded: true, userId: "", sessionId: "s", close: () => undefined };
  return new Client({ ...connection, fork: () => Promise.reject(new Error("one session only")) });
}

const bytesOf = async (...ids: readonly bigint[]): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await encodeRows(
      ids.map((id) => ({ id })),
      schema,
    ),
  );

/** One batch in pieces of some bytes. */
function pieces(data: Uint8Array<ArrayBuffer>, size: number, rest: Batch): Batch[] {
  const count = Math.ceil(data.length / size);
  return Array.from({ length: count }, (_, i) => ({
    ...rest,
    data: data.slice(i * size, (i + 1) * size),
    chunkIndex: BigInt(i),
    numChunksInBatch: BigInt(count),
  }));
}

describe("a result", () => {
  it("is put together from batches, whole and in pieces", async () => {
    const first = { data: await bytesOf(1n, 2n), rowCount: 2n };
    const second = pieces(await bytesOf(3n), 100, { rowCount: 1n, startOffset: 2n });
    const third = { data: await bytesOf(4n), rowCount: 1n, startOffset: 3n, chunkIndex: 0n, numChunksInBatch: 1n };
    expect(second.length).toBeGreaterThan(2);
    const batches = [first, ...second, third];
    expect(await collectRows(answering(batches), plan)).toEqual([1n, 2n, 3n, 4n].map((id) => ({ id })));
    let count = 0;
    for await (const bytes of arrowBatches(answering(batches), plan)) count += Math.sign(bytes.length);
    expect(count).toBe(3);
  });

  it("is refused where a piece or a batch is missing, comes twice or is not what was said", async () => {
    const one = await bytesOf(1n);
    const cut = pieces(one, 100, { rowCount: 1n });
    const whole = { data: one, rowCount: 1n };
    const wrong: [string, Batch[]][] = [
      ["a piece is missing", [cut[0]!, ...cut.slice(2)]],
      ["a piece comes twice", [cut[0]!, ...cut]],
      ["the first piece is missing", cut.slice(1)],
      ["the last piece is missing", cut.slice(0, -1)],
      ["pieces are of two batches", [cut[0]!, { ...cut[1], rowCount: 2n }, ...cut.slice(2)]],
      ["a batch is missing", [{ ...whole, startOffset: 1n }]],
      ["a batch comes twice", [whole, { ...whole, startOffset: 0n }]],
      ["a batch has other rows", [{ ...whole, rowCount: 2n }]],
    ];
    for (const [what, batches] of wrong)
      await expect(collectRows(answering(batches), plan), what).rejects.toMatchObject({
        condition: "INVALID_RESPONSE",
      });
    await expect(collectRows(answering([whole], false), plan)).rejects.toThrow(/before their schema/);
  });
});

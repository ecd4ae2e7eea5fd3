import { PassThrough } from "node:stream";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { joined, recordBatches } from "./arrow-messages.ts";
import { FrameReader } from "./frames.ts";

async function* several(...streams: readonly Uint8Array[]) {
  yield* streams;
}

const bytesOf = async (parts: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
};

// Texts of arrays are dictionaries, whose messages differ from batch to batch; numbers do for joining.
const numbers = (...values: number[]) => tableToIPC(tableFromArrays({ n: Int32Array.from(values) }), "stream");

test("streams become one, with one schema and one end", async () => {
  const bytes = await bytesOf(joined(several(numbers(1, 2), numbers(3), numbers(4, 5))));
  const table = tableFromIPC(bytes);
  expect(table.batches.map((batch) => batch.numRows)).toEqual([2, 1, 2]);
  expect([...table.getChild("n")!]).toEqual([1, 2, 3, 4, 5]);
  expect((await bytesOf(joined(several()))).length).toBe(0);
});

test("a stream is read to its end and not a byte more, each batch by itself", async () => {
  const socket = new PassThrough();
  const reader = new FrameReader(socket);
  socket.write(await bytesOf(joined(several(numbers(1, 2), numbers(3)))));
  socket.write(Buffer.of(0, 0, 0, 42));
  const batches: number[][] = [];
  for await (const batch of recordBatches(reader)) batches.push([...tableFromIPC(batch).getChild("n")!] as number[]);
  expect(batches).toEqual([[1, 2], [3]]);
  expect(await reader.int()).toBe(42);
});

test("what is no Arrow is refused", async () => {
  const socket = new PassThrough();
  const reader = new FrameReader(socket);
  socket.write(Buffer.alloc(16));
  await expect(bytesOf(recordBatches(reader))).rejects.toThrow("did not send Arrow");
});

import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { EndOfStream, FrameReader, FrameWriter } from "./frames.ts";

test("numbers are written big-endian, texts and bytes behind their length", () => {
  const written = new FrameWriter().int(-2).long(5n).boolean(true).text("é").bytes(Uint8Array.of(9)).pairs({ a: "b" });
  expect([...written.toBytes()]).toEqual([
    ...[255, 255, 255, 254],
    ...[0, 0, 0, 0, 0, 0, 0, 5],
    1,
    ...[0, 0, 0, 2, 0xc3, 0xa9],
    ...[0, 0, 0, 1, 9],
    ...[0, 0, 0, 1, 0, 0, 0, 1, 97, 0, 0, 0, 1, 98],
  ]);
});

test("frames are read in whatever pieces they come", async () => {
  const stream = new PassThrough();
  const reader = new FrameReader(stream);
  const bytes = new FrameWriter().int(7).text("seven").int(0).bytes(new Uint8Array(100_000).fill(1)).toBytes();
  const read = (async () => [
    await reader.int(),
    await reader.text(),
    (await reader.bytes()).length,
    (await reader.bytes()).length,
  ])();
  for (const byte of bytes.subarray(0, 20)) {
    stream.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  stream.write(bytes.subarray(20));
  expect(await read).toEqual([7, "seven", 0, 100_000]);
});

test("a stream that ends within a frame says so, and one that fails", async () => {
  const ending = new PassThrough();
  const reader = new FrameReader(ending);
  ending.end(Buffer.of(0, 0));
  await expect(reader.int()).rejects.toThrow(EndOfStream);
  const failing = new PassThrough();
  const waiting = new FrameReader(failing).int();
  failing.destroy(new Error("cut"));
  await expect(waiting).rejects.toMatchObject({ name: "EndOfStream", cause: { message: "cut" } });
});

import type { FrameReader } from "./frames.ts";

const continuation = 0xffffffff;

/** The field `bodyLength` of the table Message in Arrow's format: the fourth. */
const bodyLengthField = 3;

/**
 * Reads the messages of an Arrow IPC stream up to its end mark, and no byte more, since other frames follow on the same connection.
 *
 * @returns each record batch as a complete stream: the schema and it
 */
export async function* recordBatches(reader: FrameReader): AsyncGenerator<Uint8Array, void, undefined> {
  let schema: Buffer | undefined;
  for (;;) {
    const prefix = await reader.read(8);
    const [marker, length] = [prefix.readUInt32LE(0), prefix.readInt32LE(4)];
    if (marker !== continuation) throw new Error("The Python worker did not send Arrow messages.");
    if (length === 0) return;
    const metadata = await reader.read(length);
    const body = await reader.read(bodyLength(metadata));
    const message = Buffer.concat([prefix, metadata, body]);
    if (schema === undefined) schema = message;
    else yield Buffer.concat([schema, message]);
  }
}

/** How many bytes follow the metadata of a message, which is a flat buffer. */
function bodyLength(metadata: Buffer): number {
  const table = metadata.readInt32LE(0);
  const fields = table - metadata.readInt32LE(table);
  const slot = 4 + 2 * bodyLengthField;
  const offset = slot < metadata.readUInt16LE(fields) ? metadata.readUInt16LE(fields + slot) : 0;
  return offset === 0 ? 0 : Number(metadata.readBigInt64LE(table + offset));
}

const endOfStream = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** Joins complete streams that have one schema to a single one, batch by batch. */
export async function* joined(streams: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let first = true;
  for await (const stream of streams) {
    const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
    // The schema has no body, and the end mark is the last eight bytes.
    const schemaLength = 8 + bytes.readInt32LE(4);
    const hasEnd = bytes.subarray(-8).equals(endOfStream);
    yield bytes.subarray(first ? 0 : schemaLength, hasEnd ? bytes.length - 8 : bytes.length);
    first = false;
  }
  if (!first) yield endOfStream;
}

import { create, toBinary } from "@bufbuild/protobuf";
import type { Table } from "apache-arrow";
import { sparkError } from "../common/index.ts";
import { LocalRelationSchema, type Relation } from "../protocol/index.ts";
import { parseDdl, StructType } from "../types/index.ts";
import { cachedBytes } from "./client/artifacts.ts";
import type { Client } from "./client/client.ts";
import { encodeRows } from "./client/encode.ts";
import { inferSchema } from "./client/infer.ts";
import { isOlder } from "./client/server-version.ts";
import { relation } from "./plan/relations.ts";

/** What `createDataFrame` takes: objects, tuples, an Arrow table, or the bytes of an Arrow IPC stream or file. */
export type LocalData = Iterable<unknown> | Table | Uint8Array;

/** Bytes from which rows go to a server ahead of the plan, which may be sent many times. */
const cacheThreshold = 1024 ** 2;

/** At most so many bytes, and rows to begin with, are in one of the streams that are sent ahead. */
const streamBytes = 16 * 1024 ** 2;
const streamRows = 65_536;

/** Rows that can be written as Arrow IPC streams in parts. */
interface ArrowRows {
  readonly length: number;
  /** Undefined where the streams themselves say it. */
  readonly schema: StructType | undefined;
  encode(from: number, to: number): Uint8Array | Promise<Uint8Array>;
}

/**
 * The relation of rows in this process. Many rows go to a server in several streams, ahead of the plan; within the process they stay
 * where they are.
 */
export async function localRelation(
  client: Client,
  data: LocalData,
  schema: StructType<unknown> | string | readonly string[] | undefined,
): Promise<Relation> {
  const names = Array.isArray(schema) ? (schema as readonly string[]) : undefined;
  const declared = typeof schema === "string" ? parseDdl(schema) : schema instanceof StructType ? schema : undefined;
  const rows = await arrowRows(data, declared as StructType | undefined, names);
  // Without rows, the schema says all.
  if (rows.length === 0 && rows.schema !== undefined) return local(undefined, rows.schema);
  if (client.embedded) return local(await rows.encode(0, rows.length), rows.schema);
  const streams = await streamsOf(rows);
  const size = streams.reduce((sum, stream) => sum + stream.length, 0);
  const [first] = streams;
  if (streams.length === 1 && size < cacheThreshold) return local(first, rows.schema);
  return isOlder(await client.version(), "4.1") ? inOne(client, rows) : inStreams(client, streams, rows.schema);
}

async function arrowRows(
  data: LocalData,
  declared: StructType | undefined,
  names: readonly string[] | undefined,
): Promise<ArrowRows> {
  if (data instanceof Uint8Array || isTable(data)) {
    const { tableFromIPC, tableToIPC } = await import("apache-arrow");
    // Spark takes streams only, and the bytes may be a file.
    const table = data instanceof Uint8Array ? tableFromIPC(data) : data;
    return {
      length: table.numRows,
      schema: declared,
      encode: (from, to) => tableToIPC(to - from === table.numRows ? table : table.slice(from, to), "stream"),
    };
  }
  const rows = [...data];
  const schema = declared ?? inferSchema(rows, names);
  checkLengths(rows, schema.fields.length, names);
  return {
    length: rows.length,
    schema,
    encode: (from, to) => encodeRows(to - from === rows.length ? rows : rows.slice(from, to), schema),
  };
}

/** Tuples have a value for each column, or one would be lost without a word. */
function checkLengths(rows: readonly unknown[], found: number, names: readonly string[] = []): void {
  const columns = Math.max(found, names.length);
  const wrong = rows.find((row): row is readonly unknown[] => Array.isArray(row) && row.length !== columns);
  const actual = wrong?.length ?? found;
  if (actual === columns) return;
  throw sparkError("AXIS_LENGTH_MISMATCH", { expected_length: String(columns), actual_length: String(actual) });
}

/** All rows as streams of limited length. */
async function streamsOf(rows: ArrowRows): Promise<Uint8Array[]> {
  const streams: Uint8Array[] = [];
  let count = streamRows;
  let from = 0;
  do {
    const to = Math.min(from + count, rows.length);
    const stream = await rows.encode(from, to);
    if (stream.length > streamBytes && to - from > 1) {
      count = Math.ceil((to - from) / 2);
      continue;
    }
    streams.push(stream);
    from = to;
  } while (from < rows.length);
  return streams;
}

function local(bytes: Uint8Array | undefined, schema: StructType | undefined): Relation {
  return relation({ case: "localRelation", value: localMessage(bytes, schema) });
}

function localMessage(bytes: Uint8Array | undefined, schema: StructType | undefined) {
  const data = bytes && { data: bytes as Uint8Array<ArrayBuffer> };
  return { ...data, ...(schema && { schema: schema.json() }) };
}

async function inStreams(
  client: Client,
  streams: readonly Uint8Array[],
  schema: StructType | undefined,
): Promise<Relation> {
  const data = streams.map(cachedBytes);
  const type = schema && cachedBytes(new TextEncoder().encode(schema.json()));
  await client.cache(type === undefined ? data : [type, ...data]);
  const dataHashes = data.map(({ hash }) => hash);
  return relation({
    case: "chunkedCachedLocalRelation",
    value: { dataHashes, ...(type && { schemaHash: type.hash }) },
  });
}

/** Spark 4.0 knows one stream only, together with its schema. */
async function inOne(client: Client, rows: ArrowRows): Promise<Relation> {
  const message = create(LocalRelationSchema, localMessage(await rows.encode(0, rows.length), rows.schema));
  const whole = cachedBytes(toBinary(LocalRelationSchema, message));
  await client.cache([whole]);
  return relation({ case: "cachedLocalRelation", value: { hash: whole.hash } });
}

/** By its shape: the table may come from another copy of the library. */
const isTable = (data: LocalData): data is Table =>
  typeof data === "object" && "batches" in data && "schema" in data && "numRows" in data;

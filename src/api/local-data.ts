import type { Table } from "apache-arrow";
import type { Relation } from "../protocol/index.ts";
import { parseDdl, StructType } from "../types/index.ts";
import { encodeRows } from "./client/encode.ts";
import { inferSchema } from "./client/infer.ts";
import { relation } from "./plan/relations.ts";

/** What `createDataFrame` takes: objects, tuples, an Arrow table, or the bytes of an Arrow IPC stream or file. */
export type LocalData = Iterable<unknown> | Table | Uint8Array;

/** The relation of rows in this process. */
export async function localRelation(
  data: LocalData,
  schema: StructType<unknown> | string | readonly string[] | undefined,
): Promise<Relation> {
  const names = Array.isArray(schema) ? (schema as readonly string[]) : undefined;
  const declared = typeof schema === "string" ? parseDdl(schema) : schema instanceof StructType ? schema : undefined;
  const ipc = await arrowBytes(data);
  if (ipc !== undefined) return local(ipc, declared as StructType | undefined);
  const rows = [...(data as Iterable<unknown>)];
  const type = (declared as StructType | undefined) ?? inferSchema(rows, names);
  // Without rows, the schema says all.
  return rows.length === 0 ? local(undefined, type) : local(await encodeRows(rows, type), type);
}

function local(bytes: Uint8Array | undefined, schema: StructType | undefined): Relation {
  const data = bytes && { data: bytes as Uint8Array<ArrayBuffer> };
  return relation({ case: "localRelation", value: { ...data, ...(schema && { schema: schema.json() }) } });
}

async function arrowBytes(data: LocalData): Promise<Uint8Array | undefined> {
  if (!(data instanceof Uint8Array) && !isTable(data)) return undefined;
  const { tableFromIPC, tableToIPC } = await import("apache-arrow");
  // Spark takes streams only, and the bytes may be a file.
  return tableToIPC(data instanceof Uint8Array ? tableFromIPC(data) : data, "stream");
}

/** By its shape: the table may come from another copy of the library. */
const isTable = (data: LocalData): data is Table =>
  typeof data === "object" && "batches" in data && "schema" in data && "numRows" in data;

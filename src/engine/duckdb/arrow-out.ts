import type * as Arrow from "apache-arrow";
import type { StructType } from "../../types/index.ts";
import { columnBuilder } from "./arrow-columns.ts";
import { arrowField, loadArrowModule } from "./arrow-types.ts";
import type { Chunk, Rows } from "./result.ts";

/** Rows as one complete Arrow IPC stream: a schema and one record batch. */
export interface ArrowBatch {
  readonly rowCount: number;
  readonly ipc: Uint8Array;
}

/** How a result is cut into batches. */
export interface ArrowOptions {
  /** The session's, which instants carry in their type. */
  readonly timeZone: string;
  /** Rows after which a batch ends, or what gives them for each batch; 65,536 where absent. */
  readonly maxRows?: number | (() => number);
  /** struct: the columns are the fields of the stream's only column. */
  readonly form?: "columns" | "struct";
  /** Bytes that a batch does not exceed, roughly, unless a single row does; 8 MiB where absent. */
  readonly maxBytes?: number;
}

/**
 * A result as Arrow, in batches; one batch without rows for an empty result. Flat values are copied as memory, never one by one as
 * JavaScript objects.
 */
export async function* arrowBatches(
  result: Rows,
  schema: StructType,
  options: ArrowOptions,
): AsyncGenerator<ArrowBatch, void, undefined> {
  const { timeZone, maxBytes = 32 * 1024 * 1024 } = options;
  const { maxRows: most = 65_536 } = options;
  const rowLimit = typeof most === "number" ? () => most : most;
  result.expectTypes(schema);
  const A = await loadArrowModule();
  const arrow = new A.Schema(schema.fields.map((f) => arrowField(A, f.name, f.dataType, f.nullable, timeZone)));
  const columns = schema.fields.map((field) => columnBuilder(field.dataType));
  const struct =
    options.form === "struct" ? new A.Schema([new A.Field("rows", new A.Struct(arrow.fields))]) : undefined;
  let rows = 0;
  let bytes = 0;
  const takeBatch = (): ArrowBatch => {
    const children = columns.map((column, i) => column.finish(A, arrow.fields[i]!.type));
    const data = A.makeData({ type: new A.Struct(arrow.fields), length: rows, nullCount: 0, children });
    const writer = new A.RecordBatchStreamWriter();
    const [given, whole] =
      struct === undefined
        ? [arrow, data]
        : [struct, A.makeData({ type: new A.Struct(struct.fields), length: rows, nullCount: 0, children: [data] })];
    // A batch made of a schema whose names repeat has taken one field for another.
    writer.write(Object.assign(new A.RecordBatch<Arrow.TypeMap>(given, whole), { schema: given }));
    writer.finish();
    const batch = { rowCount: rows, ipc: writer.toUint8Array(true) };
    // The writer has copied the values.
    for (const column of columns) column.reset();
    rows = 0;
    bytes = 0;
    return batch;
  };
  const measure = (chunk: Chunk, from: number, count: number): number =>
    columns.reduce((sum, column, i) => sum + column.measure(chunk.vector(i), from, count), 0);
  let sent = false;
  for await (const chunk of result.chunks()) {
    for (let from = 0; from < chunk.rowCount; ) {
      const maxRows = rowLimit();
      let count = Math.min(chunk.rowCount - from, maxRows - rows);
      let more = measure(chunk, from, count);
      // A chunk goes into batches in parts where it would make one too long; a row goes whole, however long it is.
      while (bytes + more > maxBytes && rows + count > 1) {
        count = rows > 0 && count === 1 ? 0 : Math.ceil(count / 2);
        more = measure(chunk, from, count);
      }
      for (const [i, column] of columns.entries()) column.append(chunk.vector(i), from, count);
      from += count;
      rows += count;
      bytes += more;
      if (count > 0 && rows < maxRows && bytes < maxBytes) continue;
      yield takeBatch();
      sent = true;
    }
  }
  if (rows > 0 || !sent) yield takeBatch();
}

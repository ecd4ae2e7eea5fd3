import type { StructType } from "../../types/index.ts";
import { type ColumnBuilder, columnBuilder } from "./arrow-columns.ts";
import { arrowField, loadArrowModule } from "./arrow-types.ts";
import type { QueryResult } from "./result.ts";

/** Rows as one complete Arrow IPC stream: a schema and one record batch. */
export interface ArrowBatch {
  readonly rowCount: number;
  readonly ipc: Uint8Array;
}

/** How a result is cut into batches. */
export interface ArrowOptions {
  /** The session's, which instants carry in their type. */
  readonly timeZone: string;
  /** Rows after which a batch ends; 65,536 where absent. */
  readonly maxRows?: number;
  /** Bytes after which a batch ends; 32 MiB where absent. Spark's clients take messages up to 128 MB. */
  readonly maxBytes?: number;
}

/**
 * A result as Arrow, in batches; one batch without rows for an empty result. Flat values are copied as memory, never one by one as
 * JavaScript objects.
 */
export async function* arrowBatches(
  result: QueryResult,
  schema: StructType,
  options: ArrowOptions,
): AsyncGenerator<ArrowBatch, void, undefined> {
  const { timeZone, maxRows = 65_536, maxBytes = 32 * 1024 * 1024 } = options;
  result.expectTypes(schema);
  const A = await loadArrowModule();
  const arrow = new A.Schema(schema.fields.map((f) => arrowField(A, f.name, f.dataType, f.nullable, timeZone)));
  const newColumns = (): ColumnBuilder[] => schema.fields.map((field) => columnBuilder(field.dataType));
  const batch = (columns: readonly ColumnBuilder[], rowCount: number): ArrowBatch => {
    const children = columns.map((column, i) => column.finish(A, arrow.fields[i]!.type));
    const data = A.makeData({ type: new A.Struct(arrow.fields), length: rowCount, nullCount: 0, children });
    const writer = new A.RecordBatchStreamWriter();
    writer.write(new A.RecordBatch(arrow, data));
    writer.finish();
    return { rowCount, ipc: writer.toUint8Array(true) };
  };
  let columns = newColumns();
  let rows = 0;
  let sent = false;
  for await (const chunk of result.chunks()) {
    // A chunk goes into a batch in parts where it would make it too long.
    for (let from = 0; from < chunk.rowCount; ) {
      const count = Math.min(chunk.rowCount - from, maxRows - rows);
      for (const [i, column] of columns.entries()) column.append(chunk.vector(i), from, count);
      from += count;
      rows += count;
      if (rows < maxRows && columns.reduce((sum, column) => sum + column.size, 0) < maxBytes) continue;
      yield batch(columns, rows);
      sent = true;
      columns = newColumns();
      rows = 0;
    }
  }
  if (rows > 0 || !sent) yield batch(columns, rows);
}

import type * as Arrow from "apache-arrow";
import { sparkError } from "../../common/index.ts";
import { duckDbType, quoteIdentifier, type StructType, Timestamp } from "../../types/index.ts";
import { valueColumn } from "./append.ts";
import { rawColumn } from "./arrow-raw.ts";
import { type ArrowModule, loadArrowModule, sparkSchema } from "./arrow-types.ts";
import type { Connection } from "./connection.ts";
import { decimalText } from "./decimal-text.ts";

const millisecondsPerDay = 86_400_000;

/**
 * The schema of the rows of an Arrow IPC stream, in Spark's types.
 *
 * @throws SparkException `CONNECT_INVALID_PLAN.ASSERTION_FAILURE` for bytes that are no such stream
 */
export async function arrowSchema(ipc: Uint8Array): Promise<StructType> {
  const A = await loadArrowModule();
  const { schema } = opened(() => A.RecordBatchReader.from(ipc).open());
  // The library gives none where the bytes have none, whatever its types say.
  if (schema === undefined) throw noArrow();
  return sparkSchema(A, schema);
}

function opened<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    throw noArrow(cause);
  }
}

const noArrow = (cause?: unknown) =>
  sparkError(
    "CONNECT_INVALID_PLAN.ASSERTION_FAILURE",
    { message: "local rows that are no Arrow IPC stream" },
    { cause },
  );

/**
 * Makes a table of the rows of Arrow IPC streams, one of the connection alone unless asked otherwise. Its columns are called `f0`, `f1`, … by position, since names of a
 * DataFrame may repeat, and have the types of `schema`.
 *
 * @param streams - one is looked at when the one before it is loaded
 * @throws SparkException `INTERNAL_ERROR` where the stream has other columns than the schema
 */
export async function loadArrow(
  connection: Connection,
  streams: Iterable<Uint8Array>,
  schema: StructType,
  table: string,
  kind: "TEMP" | "" = "TEMP",
): Promise<void> {
  const columns = schema.fields.map((field, i) => `f${i} ${duckDbType(field.dataType)}`);
  const list = columns.length === 0 ? "no_column INTEGER" : columns.join(", ");
  await connection.run(`CREATE OR REPLACE ${kind} TABLE ${quoteIdentifier(table)} (${list})`);
  for (const ipc of streams) await appendArrow(connection, ipc, schema, table);
}

/**
 * Adds the rows of an Arrow IPC stream to a table that {@link loadArrow} has made for the schema.
 *
 * @param form - struct: the columns are the fields of the stream's only column
 * @throws SparkException as it does
 */
export async function appendArrow(
  connection: Connection,
  ipc: Uint8Array,
  schema: StructType,
  table: string,
  form: "columns" | "struct" = "columns",
): Promise<void> {
  const A = await loadArrowModule();
  for (const batch of A.RecordBatchReader.from(ipc)) {
    const struct = form === "struct" ? (batch.getChildAt(0) as Arrow.Vector<Arrow.Struct>) : undefined;
    const width = struct?.numChildren ?? batch.schema.fields.length;
    if (width !== schema.fields.length)
      throw sparkError("INTERNAL_ERROR", {
        message: `The rows have ${width} columns, but the schema ${schema.fields.length}.`,
      });
    if (schema.fields.length === 0) {
      await connection.run(`INSERT INTO ${quoteIdentifier(table)} SELECT NULL FROM range(${batch.numRows})`);
      continue;
    }
    const columns = schema.fields.map(({ dataType }, i) => {
      const vector: Arrow.Vector = (struct === undefined ? batch.getChildAt(i) : struct.getChildAt(i))!;
      return rawColumn(A, dataType, vector) ?? valueColumn(dataType, valuesOf(A, vector));
    });
    connection.appendSources(table, schema, columns);
  }
}

function valuesOf(A: ArrowModule, vector: Arrow.Vector): unknown[] {
  return vector.data.flatMap((data) => dataValues(A, data));
}

/** The values of a column as the JavaScript values that Spark's types declare. */
function dataValues(A: ArrowModule, data: Arrow.Data): unknown[] {
  const values = rawValues(A, data);
  if (data.nullCount > 0) for (let i = 0; i < data.length; i++) if (!data.getValid(i)) values[i] = null;
  return values;
}

function rawValues(A: ArrowModule, data: Arrow.Data): unknown[] {
  const { type, length } = data;
  const { DataType: is } = A;
  const each = (read: (i: number) => unknown): unknown[] => Array.from({ length }, (_, i) => read(i));
  if (is.isNull(type)) return new Array<unknown>(length).fill(null);
  if (is.isDate(type)) {
    if (type.unit === A.DateUnit.DAY)
      return each((i) => new Date((data.values as Int32Array)[i]! * millisecondsPerDay));
    return each((i) => new Date(Number((data.values as BigInt64Array)[i]!)));
  }
  if (is.isTimestamp(type)) {
    const toMicroseconds = scaleOf(A, type.unit);
    return each((i) => new Timestamp(toMicroseconds((data.values as BigInt64Array)[i]!)));
  }
  if (is.isDuration(type)) {
    const toMicroseconds = scaleOf(A, type.unit);
    return each((i) => toMicroseconds((data.values as BigInt64Array)[i]!));
  }
  if (is.isInterval(type)) {
    const words = data.values as Int32Array;
    if (type.unit === A.IntervalUnit.YEAR_MONTH) return each((i) => words[i]!);
    const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
    return each((i) => ({
      months: view.getInt32(i * 16, true),
      days: view.getInt32(i * 16 + 4, true),
      microseconds: view.getBigInt64(i * 16 + 8, true) / 1000n,
    }));
  }
  if (is.isDecimal(type)) {
    const words = data.values as Uint32Array;
    const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
    return each((i) =>
      decimalText((view.getBigInt64(i * 16 + 8, true) << 64n) | view.getBigUint64(i * 16, true), type.scale),
    );
  }
  if (is.isList(type) || is.isLargeList(type)) {
    const items = dataValues(A, data.children[0]!);
    const offsets = data.valueOffsets as ArrayLike<number | bigint>;
    return each((i) => items.slice(Number(offsets[i]), Number(offsets[i + 1])));
  }
  if (is.isFixedSizeList(type)) {
    const items = dataValues(A, data.children[0]!);
    return each((i) => items.slice(i * type.listSize, (i + 1) * type.listSize));
  }
  if (is.isMap(type)) {
    const [keys, mapped] = data.children[0]!.children.map((child) => dataValues(A, child));
    const offsets = data.valueOffsets as Int32Array;
    return each((i) => {
      const map = new Map<unknown, unknown>();
      for (let k = offsets[i]!; k < offsets[i + 1]!; k++) map.set(keys![k], mapped![k]);
      return map;
    });
  }
  if (is.isStruct(type)) {
    const fields = data.children.map((child) => dataValues(A, child));
    return each((i) => Object.fromEntries(type.children.map((field, k) => [field.name, fields[k]![i]])));
  }
  const vector = A.makeVector(data as never) as Arrow.Vector;
  return each((i) => vector.get(i));
}

function scaleOf(A: ArrowModule, unit: Arrow.TimeUnit): (value: bigint) => bigint {
  switch (unit) {
    case A.TimeUnit.SECOND:
      return (value) => value * 1_000_000n;
    case A.TimeUnit.MILLISECOND:
      return (value) => value * 1000n;
    case A.TimeUnit.MICROSECOND:
      return (value) => value;
    default:
      // Nanoseconds are cut towards the past.
      return (value) => (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n;
  }
}

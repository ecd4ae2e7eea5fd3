import { StructType } from "../../../types/index.ts";
import { type ArrowOptions, arrowBatches, type Connection, readRows } from "../../duckdb/index.ts";
import { joined } from "../../python/index.ts";
import { maxRecordsPerBatch } from "./evaluate.ts";

/** Rows to be grouped. */
export interface Ungrouped {
  /** A query of the rows. */
  readonly sql: string;
  /** The columns that say which rows belong together. */
  readonly keys: readonly string[];
  /** The columns by which the rows of a group are sorted; without: they come as they are. */
  readonly order?: readonly string[];
  /** The table that is made of the rows. */
  readonly table: string;
}

const sizeSchema = new StructType().add("size", "long");

/**
 * Makes a table of the rows of each input, ordered by their groups, whose numbers, from 1, are in a column `group_no`. Rows of two
 * inputs are in one group where their keys are equal, and then a group may have no row of one of them.
 *
 * @returns for each input the sizes of the groups
 */
export async function groupRows(
  connection: Connection,
  inputs: readonly Ungrouped[],
  options: { readonly signal?: AbortSignal },
): Promise<readonly (readonly number[])[]> {
  const keysTable = `${inputs[0]!.table}_keys`;
  const unsorted = (table: string): string => `${table}_unsorted`;
  const names = inputs[0]!.keys.map((_, at) => `k${at}`);
  const temporary = [keysTable, ...inputs.map(({ table }) => unsorted(table))];
  try {
    for (const { sql, table } of inputs)
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${unsorted(table)} AS ${sql}`, options);
    const keyRows = inputs.map(({ keys, table }) => {
      const columns = keys.map((key, at) => `${key} AS k${at}`);
      return `SELECT ${columns.length === 0 ? "1 AS k0" : columns.join(", ")} FROM ${unsorted(table)}`;
    });
    const order = names.length === 0 ? "k0" : names.join(", ");
    // UNION keeps one of equal rows, which NULLs are here.
    const distinct = keyRows.length === 1 ? `SELECT DISTINCT * FROM (${keyRows[0]})` : keyRows.join(" UNION ");
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${keysTable} AS SELECT *, row_number() OVER (ORDER BY ${order}) AS group_no FROM (${distinct})`,
      options,
    );
    const sizes: number[][] = [];
    for (const { keys, order: within = [], table } of inputs) {
      const equal = keys.map((key, at) => `rows.${key} IS NOT DISTINCT FROM keys.k${at}`).join(" AND ") || "true";
      const sorting = ["keys.group_no", ...within.map((column) => `rows.${column}`), "rows.rowid"].join(", ");
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT rows.*, keys.group_no FROM ${unsorted(table)} AS rows JOIN ${keysTable} AS keys ON ${equal} ORDER BY ${sorting}`,
        options,
      );
      const counts = `SELECT count(rows.group_no) FROM ${keysTable} AS keys LEFT JOIN ${table} AS rows ON rows.group_no = keys.group_no GROUP BY keys.group_no ORDER BY keys.group_no`;
      sizes.push((await readRows(connection, counts, sizeSchema)).map((row) => Number(row.size)));
    }
    return sizes;
  } finally {
    await connection.run(temporary.map((table) => `DROP TABLE IF EXISTS ${table}`).join(";\n"));
  }
}

/** Grouped rows on their way to a worker. */
export interface GroupedRows {
  /** A query of the columns that the worker gets, in the order of the groups. */
  readonly sql: string;
  readonly schema: StructType;
  readonly sizes: readonly number[];
}

/**
 * The rows as workers take groups: for each group the number of its tables and an Arrow stream for each of them, and a zero at the end.
 *
 * @see pyspark.sql.pandas.serializers.ArrowStreamGroupSerializer
 */
export async function* groupFrames(
  connection: Connection,
  inputs: readonly GroupedRows[],
  options: Pick<ArrowOptions, "timeZone" | "form"> & { readonly signal?: AbortSignal },
): AsyncGenerator<Uint8Array, void, undefined> {
  const readers: AsyncGenerator<Uint8Array[], void, undefined>[] = [];
  for (const input of inputs) readers.push(groupsOf(connection, input, options));
  for (let group = 0; group < inputs[0]!.sizes.length; group++) {
    yield int(readers.length);
    for (const reader of readers) {
      const { value } = await reader.next();
      yield* joined(each(value as Uint8Array[]));
    }
  }
  yield int(0);
}

/** The Arrow streams of each group. */
async function* groupsOf(
  connection: Connection,
  { schema, sizes, sql }: GroupedRows,
  options: Pick<ArrowOptions, "timeZone" | "form"> & { readonly signal?: AbortSignal },
): AsyncGenerator<Uint8Array[], void, undefined> {
  let left = 0;
  const limits = { ...options, maxRows: () => Math.min(left, maxRecordsPerBatch) };
  const none = await connection.query(`SELECT * FROM (${sql}) LIMIT 0`);
  const empty: Uint8Array[] = [];
  for await (const { ipc } of arrowBatches(none, schema, options)) empty.push(ipc);
  const batches = arrowBatches(await connection.query(sql, options), schema, limits);
  for (const size of sizes) {
    left = size;
    const streams: Uint8Array[] = [];
    while (left > 0) {
      const next = await batches.next();
      if (next.done === true) throw new Error("a group has fewer rows than were counted");
      left -= next.value.rowCount;
      streams.push(next.value.ipc);
    }
    yield streams.length === 0 ? empty : streams;
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

function int(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

import { type Connection, readRows } from "../../src/engine/duckdb/index.ts";
import type { ScanRelation } from "../../src/engine/plan/index.ts";
import type {
  Available,
  Binding,
  EarlierRun,
  Offset,
  ReadLimit,
  StreamSource,
} from "../../src/engine/sources/index.ts";
import { literalSql, type StructType } from "../../src/types/index.ts";

/**
 * A stream whose rows a test adds. Offsets count rows; like Kafka, it can be read again from any of them, so a new instance over the same
 * rows goes on after a restart.
 */
export class MemoryStream implements StreamSource {
  readonly description = "MemoryStream";
  readonly reportsLatest = false;
  readonly rows: unknown[][];
  readonly #schema: StructType;
  readonly #maxRows: number;
  /** Thrown by the next `bind`. */
  failure: Error | undefined;
  /** What `restore` was given. */
  restored: EarlierRun | undefined;
  closed = false;
  #frozen: number | undefined;
  #wake = () => {};

  constructor(schema: StructType, rows: unknown[][] = [], maxRows: number = Number.POSITIVE_INFINITY) {
    this.#schema = schema;
    this.rows = rows;
    this.#maxRows = maxRows;
  }

  add(...rows: unknown[][]): void {
    this.rows.push(...rows);
    this.#wake();
  }

  restore(earlier: EarlierRun): void {
    this.restored = earlier;
  }

  async latestOffset(start: Offset | undefined, limit: ReadLimit): Promise<Available | undefined> {
    const newest = this.#frozen ?? this.rows.length;
    if (newest === 0) return undefined;
    const end = limit === "all" ? newest : Math.min(newest, Number(start ?? 0) + this.#maxRows);
    return { offset: String(end) };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#frozen = this.rows.length;
  }

  async bind(scan: ScanRelation, start: Offset | undefined, end: Offset | undefined): Promise<Binding> {
    if (this.failure !== undefined) throw this.failure;
    const rows = this.rows.slice(Number(start ?? 0), Number(end ?? 0));
    const values = rows.map((row) => this.#literals(row));
    const none = this.#literals(this.#schema.fields.map(() => null));
    const names = this.#schema.fields.map((_, index) => `v${index}`).join(", ");
    const columns = scan.output.map((column) => `v${this.#schema.names.indexOf(column.name)} AS c${column.id}`);
    const all = values.length > 0 ? `VALUES ${values.join(", ")}` : `SELECT * FROM (VALUES ${none}) LIMIT 0`;
    const sql = `SELECT ${columns.length > 0 ? columns.join(", ") : "1 AS none"} FROM (${all}) AS t(${names})`;
    return { sql, rows: rows.length, release: async () => {} };
  }

  async commit(): Promise<void> {}

  async waitForData(_ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #literals(row: unknown[]): string {
    return `(${this.#schema.fields.map((field, index) => literalSql(row[index] ?? null, field.dataType)).join(", ")})`;
  }
}

/** All rows of a query as arrays, for tests. */
export async function valuesOf(connection: Connection, sql: string, schema: StructType): Promise<unknown[][]> {
  const rows = await readRows(connection, sql, schema);
  return rows.map((row) => schema.names.map((name) => row[name]));
}

import { type Clock, sparkError } from "../../../common/index.ts";
import type { FollowedTable, ScanRelation, SourceDescription } from "../../plan/index.ts";
import { noRows } from "../files/bind-files.ts";
import type { BindContext, Binding } from "../source.ts";
import type { Available, EarlierRun, Offset, StreamSource } from "../stream-source.ts";
import { temporaryName } from "../temporary-table.ts";

/**
 * Follows the rows that are added to a table of the database. An offset is how many rows the table had, with the version of its rows:
 * where all of them are replaced, or the table is dropped, there is nothing to go on from.
 *
 * @see org.apache.spark.sql.streaming.DataStreamReader.table
 */
export class TableStream implements StreamSource {
  readonly description: string;
  readonly reportsLatest = true;
  readonly #table: FollowedTable;
  readonly #clock: Clock;
  readonly #version: string;
  #frozen: number | undefined;
  /** How many rows there were when last looked at. */
  #seen = 0;

  /** @throws SparkException `STREAMING_TABLE_NOT_APPENDED` for a table that was dropped since the plan was made */
  constructor(table: FollowedTable, clock: Clock) {
    this.description = `TableStream[${table.name}]`;
    this.#table = table;
    this.#clock = clock;
    this.#version = table.rows.version ?? "";
    this.#requireSameRows();
  }

  /** @throws SparkException `STREAMING_TABLE_NOT_APPENDED` where the checkpoint has followed other rows, or rows of another process */
  restore({ offset }: EarlierRun): void {
    if (offset === undefined || positionOf(offset).version === this.#version) return;
    throw this.#refusal("its rows are not those that the checkpoint has followed");
  }

  async latestOffset(start: Offset | undefined): Promise<Available | undefined> {
    this.#requireSameRows();
    this.#seen = this.#table.rows.count;
    const rows = this.#frozen ?? this.#seen;
    return rows === 0 && start === undefined ? undefined : { offset: JSON.stringify({ version: this.#version, rows }) };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.#frozen = this.#table.rows.count;
  }

  async bind(
    scan: ScanRelation,
    start: Offset | undefined,
    end: Offset | undefined,
    { connection }: BindContext,
  ): Promise<Binding> {
    const [from, to] = [start, end].map((offset) => (offset === undefined ? 0 : positionOf(offset).rows));
    if (from! >= to!) return noRows(scan);
    const { columnNames, sqlName } = this.#table;
    const names = scan.source.schema.names;
    const list = scan.output.map(({ id, name }) => `${columnNames[names.indexOf(name)]} AS c${id}`);
    // Taken out at once, so that the rows stay what they are where the table's are replaced while the batch runs.
    const taken = temporaryName();
    const rows = `SELECT ${list.join(", ") || "1"} FROM ${sqlName} WHERE rowid >= ${from} AND rowid < ${to}`;
    this.#requireSameRows();
    await connection.run(`CREATE TEMPORARY TABLE ${taken} AS ${rows}`);
    const release = () => connection.run(`DROP TABLE IF EXISTS ${taken}`);
    try {
      this.#requireSameRows();
    } catch (error) {
      await release();
      throw error;
    }
    return { sql: `SELECT * FROM ${taken}`, rows: to! - from!, release };
  }

  async commit(): Promise<void> {}

  async waitForData(ms: number, signal: AbortSignal): Promise<void> {
    const { rows } = this.#table;
    const changed = new AbortController();
    const end = rows.onChange(() => changed.abort());
    try {
      if (rows.version !== this.#version || rows.count !== this.#seen) return;
      await this.#clock.sleep(ms, AbortSignal.any([signal, changed.signal]));
    } finally {
      end();
    }
  }

  async close(): Promise<void> {}

  #requireSameRows(): void {
    const { version } = this.#table.rows;
    if (version === undefined) throw this.#refusal("it was dropped, or another table has taken its place");
    if (version !== this.#version) throw this.#refusal("other rows have taken the place of those that it had");
  }

  #refusal(reason: string): Error {
    return sparkError("STREAMING_TABLE_NOT_APPENDED", { tableName: this.#table.name, reason });
  }
}

/** The stream of a scan that is one over a table. */
export const tableStreamOf = ({ table }: SourceDescription, clock: Clock): TableStream | undefined =>
  table && new TableStream(table, clock);

function positionOf(offset: Offset): { readonly version: string; readonly rows: number } {
  const { rows, version } = JSON.parse(offset) as { rows?: unknown; version?: unknown };
  if (typeof rows !== "number" || typeof version !== "string")
    throw sparkError("STREAMING_OFFSET_INVALID", { offset, source: "tables" });
  return { rows, version };
}

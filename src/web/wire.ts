/**
 * What the dashboard's server and its pages say to each other, as JSON over HTTP. Types only, so that a browser program can import them.
 *
 * | route                                                        | answer                                                             |
 * | ------------------------------------------------------------ | ------------------------------------------------------------------ |
 * | `GET /api/info`                                              | {@link Info}                                                       |
 * | `GET /api/queries`                                           | {@link QueryRow}`[]`, the newest first                             |
 * | `GET /api/queries/:runId?since=&limit=`                      | {@link QueryDetail}                                                |
 * | `GET /api/queries/:runId/plan`                               | {@link QueryPlan}                                                  |
 * | `GET /api/queries/:runId/result?sort=&descending=&limit=`    | {@link ResultTable}; 404 where the query keeps no table            |
 * | `POST /api/queries/:runId/stop`                              | 204 when it has stopped                                            |
 * | `GET /api/events?watch=&sort=&descending=`                   | server-sent events: {@link ServerEvents}                           |
 * | `POST /api/sql`                                              | {@link StatementRequest} → {@link Statement}                       |
 * | `GET /api/sql`                                               | {@link Statement}`[]`, those that are kept, the newest first       |
 * | `GET /api/sql/:id?after=`                                    | {@link Statement}; with `after`, waits for a newer `version`       |
 * | `GET /api/sql/:id/rows?from=&count=`                         | {@link RowPage}                                                    |
 * | `GET /api/sql/:id/download?format=csv\|json\|parquet`        | the rows as a file                                                 |
 * | `DELETE /api/sql/:id`                                        | 204; cancels what runs, and forgets what has ended                 |
 * | `GET /api/sql/completions?session=`                          | {@link Completions}                                                |
 * | `GET /api/catalog?session=`                                  | {@link CatalogListing}                                             |
 * | `GET /api/files?path=`                                       | {@link FileListing}; without a path, the places that may be read   |
 * | `GET /api/files/head?path=&bytes=`                           | {@link FilePreview}                                                |
 * | `GET /metrics`                                               | text for Prometheus                                                |
 *
 * `index.html` may have `<meta name="csp-nonce" content="%NONCE%">`: the server puts in what `<style>` elements that a script makes have to
 * carry, such as those of CodeMirror (`EditorView.cspNonce`). Inline scripts are refused.
 *
 * Whatever fails answers with {@link ApiError} and a status: 400 for a request or statement that is wrong, 401 without the token, 403 for
 * what is not allowed, 404 for what there is not, 409 where it is too late, 500 for the rest. Times are milliseconds since the epoch.
 *
 * @module
 */
import type { Point, ProgressReport, QueryState, QuerySummary } from "../monitor/index.ts";

export type { Point, ProgressReport, QueryState, QuerySummary };

/** Why a request failed. Offsets are those of a statement's text, where there is one. */
export interface ApiError {
  /** As `PARSE_SYNTAX_ERROR`; `HTTP.NOT_FOUND` and the like for requests that no engine was asked about. */
  readonly condition: string;
  readonly message: string;
  readonly sqlState?: string;
  /** One-based. */
  readonly line?: number;
  /** Zero-based, in the line. */
  readonly position?: number;
  /** Zero-based offset of the first character that is meant. */
  readonly start?: number;
  /** Zero-based offset behind the last character that is meant. */
  readonly stop?: number;
}

/** What the page is connected to. */
export interface Info {
  /** Of Millrace. */
  readonly version: string;
  /** `embedded`, or host and port of a server. */
  readonly engine: string;
  /** Whether only queries are run. */
  readonly readOnly: boolean;
  /** When the server of the dashboard started. Another time after a reconnect means another server. */
  readonly startedAt: number;
  /** The server's time now. */
  readonly now: number;
  /** The oldest first. There is always one, for SQL where no program has a session. */
  readonly sessions: readonly SessionInfo[];
}

/** A session of the engine. */
export interface SessionInfo {
  /** What routes take as `session`. */
  readonly id: string;
  /** The id that the session's client knows. */
  readonly sessionId: string;
  readonly userId: string;
  /** `spark.app.name`; for the dashboard's own session, `SQL console`. */
  readonly name: string;
  /** Streaming queries that run. */
  readonly activeQueries: number;
}

/** A query in the list. */
export interface QueryRow extends QuerySummary {
  /** Rows a second that arrived and that were processed, of the newest point; 0 where the query has ended. */
  readonly inputRate: number;
  readonly processRate: number;
  /** Input rates of the last minutes, the oldest first; at most 40. */
  readonly sparkline: readonly number[];
  /** Whether `/result` has rows: the query keeps a table in memory. */
  readonly hasResult: boolean;
}

/** A query with its figures. */
export interface QueryDetail {
  readonly query: QueryRow;
  /** At most `limit` points from `since` on; 600 and all where not given. The newest may still change: see {@link ServerEvents.query}. */
  readonly points: readonly Point[];
  /** The newest reports, the oldest first; at most 100. */
  readonly reports: readonly ProgressReport[];
  readonly sources: readonly SourceStatus[];
  /** Only where the query reads what a producer of this process writes. */
  readonly ledger: LedgerStatus | null;
}

/** How far a query has read a source, as far as its reports tell. */
export interface SourceStatus {
  readonly description: string;
  /** Rows in all batches that were heard of, and in the last one. */
  readonly rows: number;
  readonly lastRows: number;
  /** Offsets of the newest report, as JSON text. */
  readonly endOffset: string | null;
  readonly latestOffset: string | null;
  /** Null where the source does not count files. */
  readonly files: number | null;
  readonly lastFile: string | null;
  /** Files and bytes that were found and not yet read. */
  readonly backlogFiles: number | null;
  readonly backlogBytes: number | null;
  /** All that the source reports beside, by its names. */
  readonly metrics: Readonly<Record<string, string>>;
}

/**
 * The producer's account against the query's: `emitted = counted + late + rejected + pending`.
 */
export interface LedgerStatus {
  /** Records that the producer has written. */
  readonly emitted: number;
  /** Rows that the query has read and kept. */
  readonly counted: number;
  /** Rows dropped since the watermark had passed them. */
  readonly late: number;
  /** Records that could not be read. */
  readonly rejected: number;
  /** Written and not yet read. */
  readonly pending: number;
  /** The field that groups are made by; null for one group. */
  readonly by: string | null;
  /** The field that is summed. */
  readonly sum: string | null;
  /** `sum` is a whole number as text. */
  readonly groups: readonly { readonly key: Cell; readonly count: number; readonly sum: string }[];
}

/** How a query is computed. */
export interface QueryPlan {
  /** Plans as the engine prints them: logical plans, the SQL that DuckDB runs. */
  readonly sections: readonly { readonly title: string; readonly text: string }[];
  /** What a batch spends its time on, in the order in which it does; the work of a stateful operator follows what contains it. */
  readonly phases: readonly PhaseStatus[];
}

/** What a phase of a batch takes, and how many rows come out of it; of the last batch, and in the mean of those that are kept. */
export interface PhaseStatus {
  readonly name: string;
  /** The phase or operator that this is a part of; null for the phases themselves. */
  readonly within: string | null;
  readonly lastMs: number;
  readonly meanMs: number;
  /** What the rows are: `read`, `updated`, `removed`, `in state`, `written`; null where no rows come out, or nobody counts them. */
  readonly rows: { readonly what: string; readonly last: number; readonly mean: number } | null;
}

/**
 * A value as a page shows it. Numbers are numbers where JavaScript holds them exactly, else text, as are decimals; times are in the
 * session's time zone; arrays, maps and structs are text as Spark casts them; bytes are hexadecimal. Very long texts are cut.
 */
export type Cell = string | number | boolean | null;

/** A column of a result. */
export interface ColumnInfo {
  readonly name: string;
  /** As in SQL: `bigint`, `array<string>`. */
  readonly type: string;
  /** How to align and sort it, and whether a chart can have it as an axis; windows of time count as times. */
  readonly kind: "number" | "time" | "boolean" | "text";
}

/** The table that a query keeps in memory. */
export interface ResultTable {
  readonly runId: string;
  readonly columns: readonly ColumnInfo[];
  /** Sorted by the column that was asked for, else by all columns from the left; at most 1,000, and fewer of many columns. */
  readonly rows: readonly (readonly Cell[])[];
  /** Rows of the whole table. */
  readonly total: number;
  readonly truncated: boolean;
  /** The batch that the rows stand after; null before the first. */
  readonly batchId: number | null;
}

/**
 * Events of `GET /api/events`, by their names; data is JSON. Those of `query` and `ledger` have ids: a client that comes back with
 * `Last-Event-ID`, as EventSource does by itself, gets what it missed, or `reset`. Open it first and load the rest then, so that nothing falls
 * between. With `watch=<runId>` the client also gets that query's table, at first as it is and then when it changes.
 */
export interface ServerEvents {
  /**
   * A query began, ended or reported, at most five times a second. Points and reports are those that are new or have changed since the
   * event before: a point with the `at` of one that the page has takes its place. Sources are as they stand.
   */
  readonly query: {
    readonly query: QueryRow;
    readonly points: readonly Point[];
    readonly reports: readonly ProgressReport[];
    readonly sources: readonly SourceStatus[];
  };
  /** The account of the producer that feeds a query. */
  readonly ledger: { readonly runId: string; readonly ledger: LedgerStatus };
  /** The table of the query that is watched. */
  readonly result: ResultTable;
  /** The table cannot be read any more; the next event of `result` tells that it can again. */
  readonly resultFailed: { readonly runId: string; readonly error: ApiError };
  /** Some events are lost, since the client was slow or away for long, or the server is another one: the page loads all anew. */
  readonly reset: Record<string, never>;
}

/** What to run. */
export interface StatementRequest {
  /** {@link SessionInfo.id}; the dashboard's own session where absent. */
  readonly session?: string;
  /** One statement; a `;` at its end may stay. */
  readonly text: string;
}

export type StatementState = "running" | "finished" | "failed" | "cancelled";

/** A statement that runs or has run. Its rows can be read from the first batch on. */
export interface Statement {
  readonly id: string;
  readonly session: string;
  readonly text: string;
  readonly state: StatementState;
  /** Grows with every change; see `after`. */
  readonly version: number;
  readonly startedAt: number;
  /** How long it took, or has taken so far. */
  readonly elapsedMs: number;
  /** Null before they are known; empty for statements without rows. */
  readonly columns: readonly ColumnInfo[] | null;
  /** Rows that can be read. */
  readonly rowCount: number;
  /** Whether the result has more rows than the server keeps. */
  readonly truncated: boolean;
  readonly error: ApiError | null;
}

/** Rows of a statement; at most 1,000. */
export interface RowPage {
  readonly from: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** Names to complete SQL with. */
export interface Completions {
  readonly tables: readonly TableInfo[];
  readonly functions: readonly string[];
}

/** A table or view. */
export interface TableInfo {
  /** Name within its database. */
  readonly name: string;
  /** Null for temporary views. */
  readonly database: string | null;
  /** How SQL names it, quoted where it has to be. */
  readonly sqlName: string;
  /** `MANAGED`, `EXTERNAL`, `VIEW`, `TEMPORARY` */
  readonly type: string;
  readonly isTemporary: boolean;
  /** Empty where {@link TableInfo.problem} says why they cannot be told. */
  readonly columns: readonly ColumnInfo[];
  /** Why the table or view cannot be read; null where it can. */
  readonly problem: string | null;
}

/** What SQL can ask in a session. */
export interface CatalogListing {
  readonly database: string;
  readonly tables: readonly TableInfo[];
}

/** A file, folder or mount. */
export interface FileEntry {
  /** What routes take as `path`. */
  readonly path: string;
  readonly name: string;
  readonly isDirectory: boolean;
  readonly size: number;
  /** Null where the store keeps none. */
  readonly modified: number | null;
}

/** What lies in a folder. */
export interface FileListing {
  /** Empty for the list of places. */
  readonly path: string;
  /** By name, at most 1,000. */
  readonly entries: readonly FileEntry[];
  readonly truncated: boolean;
  /** What the places are mounts of; only in the list of places. */
  readonly mounts: readonly { readonly mountPoint: string; readonly source: string }[];
}

/** How a file begins. */
export interface FilePreview {
  readonly path: string;
  readonly size: number;
  readonly isText: boolean;
  /** Empty where it is not text. */
  readonly text: string;
  /** Whether the file goes on. */
  readonly truncated: boolean;
}

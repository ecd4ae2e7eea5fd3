import type { SparkSession } from "../api/index.ts";
import type { Monitor, QuerySummary } from "../monitor/index.ts";
import type { FileSystems } from "../storage/index.ts";
import type { SessionInfo, SourceStatus } from "./wire.ts";

/** What a dashboard shows and asks: an engine in this process, or a server. */
export interface Backend {
  /** `embedded`, or host and port of the server. */
  readonly engine: string;
  /** Hears of the streaming queries. The ids of sessions in it are those of {@link Backend.sessions}. */
  readonly monitor: Monitor;
  /** The sessions that can be asked, the oldest first, with the dashboard's own. */
  sessions(): Promise<readonly SessionInfo[]>;
  /**
   * A handle of its own on a session that there is. Its tags are its own too. It must not be stopped, which would end the session.
   *
   * @param id - the dashboard's own session where absent
   * @throws SparkException DASHBOARD_REQUEST.NOT_FOUND
   */
  session(id?: string): Promise<SparkSession>;
  /** A session on an engine in this process, for work on rows that are here. Not to be stopped either. */
  local(): Promise<SparkSession>;
  /** Places of files; only what their mounts name is shown. */
  readonly files: FileSystems;
  /** What the engine knows of a query's sources beyond its reports, in the order of the reports; undefined where it tells no more. */
  sources(query: QuerySummary): readonly (SourceFigures | undefined)[];
  /** Hears no more of queries, and ends what it has opened itself. */
  close(): Promise<void>;
}

/** What a source of files has read and what it has still to read. */
export type SourceFigures = Pick<SourceStatus, "files" | "lastFile" | "backlogFiles" | "backlogBytes">;

/** What a producer has emitted: the ledger of `produce`. */
export interface Account {
  readonly by: string | undefined;
  readonly sum: string | undefined;
  readonly count: number;
  readonly entries: Iterable<
    readonly [string | number | bigint | boolean | null, { readonly count: number; readonly sum: bigint }]
  >;
}

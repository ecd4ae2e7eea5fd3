import type { StructType } from "../../types/index.ts";
import type { Connection } from "../duckdb/index.ts";
import type { ExpressionSettings, ScanRelation, SourceDescription } from "../plan/index.ts";

/** What a read says about itself before its schema is known. */
export type ReadDescription = Omit<SourceDescription, "schema"> & { readonly schema?: StructType };

/** Settings of a session that matter where a schema is asked for. */
export interface SchemaSettings {
  /** `spark.sql.streaming.schemaInference`: streams may find their schema in the files that are there. Default false. */
  readonly streamingSchemaInference?: boolean;
  /** `spark.sql.session.timeZone`. Default UTC. */
  readonly timeZone?: string;
}

/** What a source gets to bind a scan. */
export interface BindContext {
  /** The connection that the query will run on; temporary tables made here are visible to it alone. */
  readonly connection: Connection;
  readonly settings: ExpressionSettings;
  readonly signal?: AbortSignal;
  /**
   * Another connection, for what a source finds out while the query runs. Given by who asks {@link Binding.confirm} before anything that
   * the query has done counts.
   */
  readonly beside?: () => Promise<Connection>;
}

/** A scan made ready for one run of a query. */
export interface Binding {
  /** A DuckDB query whose columns are named `c<id>` for the scan's output; a scan without columns still has its rows, under any one column. */
  readonly sql: string;
  /** How many rows the query gives, where the source knows without counting. */
  readonly rows?: number;
  /**
   * Asked when the query failed before it gave any row: a source that bound a fast but strict query sees here whether the failure is
   * of its making, and gives another binding to run the whole query again with. Undefined: the failure stands.
   *
   * @param failure - DuckDB's error message
   */
  rebind?(failure: string): Promise<Binding | undefined>;
  /**
   * Asked when the query has run: a source that bound before it knew all about its rows says here whether it bound rightly. If not, it
   * gives another binding, and the whole query runs again. Only where {@link BindContext.beside} was given.
   */
  confirm?(): Promise<Binding | undefined>;
  /** Frees what the binding holds: temporary tables and files, file handles. */
  release(): Promise<void>;
}

/** A source of rows for batch queries: one per format, without state of a session. */
export interface BatchSource {
  /**
   * The schema that a read gives: the declared one, completed as the format does (partition columns), or one found by looking.
   *
   * @throws SparkException for wrong options and missing paths
   */
  schema(read: ReadDescription, settings?: SchemaSettings): Promise<StructType>;
  bind(scan: ScanRelation, context: BindContext): Promise<Binding>;
  /** Where the files lie that a read has now; absent for sources without files. */
  files?(read: ReadDescription, settings?: SchemaSettings): Promise<readonly string[]>;
}

/** Finds the source of a format, whose name's case does not matter. */
export interface SourceRegistry {
  /** A format that does not exist, or is not read, is refused by name when its schema is asked for. */
  source(format: string): BatchSource;
}

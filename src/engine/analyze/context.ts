import type { StructType } from "../../types/index.ts";
import type { ExpressionSettings, LocalData, PythonFunction, ReadRelation, ResolvedRelation } from "../plan/index.ts";

/** Settings of a session that change what a plan means. */
export interface AnalyzerSettings extends ExpressionSettings {
  /** `spark.sql.caseSensitive`. */
  readonly caseSensitive: boolean;
}

/** Tables and views by name, as the analyzer needs them. */
export interface AnalyzerCatalog {
  /** Of the session: `spark_catalog`. */
  readonly currentCatalog: string;
  /** Of the session: `default`. */
  readonly currentDatabase: string;
  /**
   * The plan of a table or view, undefined where there is none. Each call gives a plan with column ids of its own: see `freshen`.
   *
   * @param name - one to three parts as the user wrote them
   */
  lookup(name: readonly string[], use: TableUse): ResolvedRelation | undefined;
}

/** How a query reads a table. */
export interface TableUse {
  readonly streaming: boolean;
  readonly options: Readonly<Record<string, string>>;
}

/** What the analyzer asks of the session around it. Nothing here waits: what has to be looked at in files was looked at before. */
export interface AnalyzerContext {
  readonly settings: AnalyzerSettings;
  readonly catalog: AnalyzerCatalog;
  /** The schema of a source, declared or found; asked for each relation that `collectInputs` lists. */
  sourceSchema(read: ReadRelation): StructType;
  /** The schema of rows that came as Arrow data without a schema of their own. */
  localSchema(data: LocalData): StructType;
  /** A relation that the server holds under an id, undefined where there is none; ids as for {@link AnalyzerCatalog.lookup}. */
  cached(relationId: string): ResolvedRelation | undefined;
  /** A function that the session has registered, by its name in lower case. */
  temporaryFunction?(name: string): PythonFunction | undefined;
  /** A number for a column, scan or local relation that the session has not used yet. */
  nextId(): number;
}

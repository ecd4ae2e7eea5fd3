import type { StructType } from "../../types/index.ts";
import type {
  Expression,
  ExpressionSettings,
  KeptSettings,
  LocalData,
  PythonFunction,
  ReadRelation,
  Relation,
  ResolvedRelation,
} from "../plan/index.ts";

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
  lookup(name: readonly string[], use: TableUse): ResolvedRelation | ViewDefinition | undefined;
  /** The view of a name that is kept as its query. */
  view?(name: readonly string[]): ViewDefinition | undefined;
  /** The function of a name whose body is SQL. */
  routine?(name: readonly string[]): SqlFunction | undefined;
}

/** A view that is kept as its query, which means something else when what it reads has changed. */
export interface ViewDefinition {
  readonly kind: "definition";
  /** With catalog and database. */
  readonly name: readonly string[];
  readonly plan: Relation;
  /** What the view shows: columns of the query by name, or by place where the view renames them, in these types. */
  readonly schema: StructType;
  readonly renames: boolean;
  /** Where the query's names are looked up. */
  readonly catalog: AnalyzerCatalog;
  /** What it was made with; those of the session where absent. */
  readonly settings?: KeptSettings | undefined;
}

/** A function whose body is SQL. */
export interface SqlFunction {
  /** With catalog and database, unless it is one of the session. */
  readonly name: readonly string[];
  /** Those with a default have it in the metadata, `CURRENT_DEFAULT`. */
  readonly parameters: StructType;
  /** The columns of a table function; else one column of the type of the result. */
  readonly returns: StructType;
  readonly isTable: boolean;
  /** The body, one of both. */
  readonly expression?: Expression;
  readonly query?: Relation;
  /** Reads the expression of a default. */
  parse(text: string): Expression;
  /** Where the body's names are looked up. */
  readonly catalog: AnalyzerCatalog;
  /** What it was made with; those of the session where absent. */
  readonly settings?: KeptSettings | undefined;
}

/** How a query reads a table. */
export interface TableUse {
  /** Of the query that reads it. */
  readonly settings: AnalyzerSettings;
  readonly streaming: boolean;
  readonly options: Readonly<Record<string, string>>;
}

/** What the analyzer asks of the session around it. Nothing here waits: what has to be looked at in files was looked at before. */
export interface AnalyzerContext {
  readonly settings: AnalyzerSettings;
  readonly catalog: AnalyzerCatalog;
  /** The schema of a source, declared or found; asked for each relation that `collectInputs` lists. */
  sourceSchema(read: ReadRelation): StructType;
  /** The options of a read, with what the session's settings say where the read itself says nothing. */
  readOptions?(options: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** The schema of rows that came as Arrow data without a schema of their own. */
  localSchema(data: LocalData): StructType;
  /** A relation that the server holds under an id, undefined where there is none; ids as for {@link AnalyzerCatalog.lookup}. */
  cached(relationId: string): ResolvedRelation | undefined;
  /** A function that the session has registered, by its name in lower case. */
  temporaryFunction?(name: string): PythonFunction | undefined;
  /** A number for a column, scan or local relation that the session has not used yet. */
  nextId(): number;
}

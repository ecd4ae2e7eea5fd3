import type { StructType } from "../../types/index.ts";
import type { Relation } from "../plan/index.ts";

/** What a text of SQL asks for: a query, or something to be done. Names are multi-part, without back quotes. */
export type Statement =
  | QueryStatement
  | CreateViewStatement
  | CreateTableStatement
  | DropStatement
  | InsertStatement
  | TruncateStatement
  | SetStatement
  | SetTimeZoneStatement
  | ResetStatement
  | ShowStatement
  | ShowColumnsStatement
  | DescribeStatement
  | DescribeQueryStatement
  | ExplainStatement
  | UseStatement
  | CacheStatement
  | UncacheStatement
  | ClearCacheStatement
  | RefreshStatement;

type Name = readonly string[];

export interface QueryStatement {
  readonly kind: "query";
  readonly plan: Relation;
}

/** `CREATE [OR REPLACE] [[GLOBAL] TEMPORARY] VIEW [IF NOT EXISTS] v [(a, b)] AS query`. */
export interface CreateViewStatement {
  readonly kind: "createView";
  readonly name: Name;
  readonly scope: "local" | "global" | "permanent";
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  /** Names of the columns, where the text gives them. */
  readonly columns?: readonly string[];
  readonly comment?: string;
  readonly plan: Relation;
  /** Text of the query. */
  readonly text: string;
}

/** `CREATE TABLE t [(schema)] [USING format] [OPTIONS …] [PARTITIONED BY …] [LOCATION …] [AS query]`. */
export interface CreateTableStatement {
  readonly kind: "createTable";
  readonly name: Name;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  /** `CREATE [GLOBAL] TEMPORARY VIEW v USING format`: not a table but a view of files. */
  readonly temporaryView: boolean;
  /** The view is one for all sessions. */
  readonly global: boolean;
  readonly schema?: StructType;
  readonly format?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionedBy: readonly string[];
  readonly location?: string;
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly plan?: Relation;
}

/** `DROP VIEW | TABLE [IF EXISTS] v`. */
export interface DropStatement {
  readonly kind: "drop";
  readonly object: "view" | "table";
  readonly name: Name;
  readonly ifExists: boolean;
}

/** `INSERT INTO | OVERWRITE [TABLE] t [(a, b) | BY NAME] query`. */
export interface InsertStatement {
  readonly kind: "insert";
  readonly table: Name;
  readonly overwrite: boolean;
  readonly columns?: readonly string[];
  readonly byName: boolean;
  readonly plan: Relation;
}

/** `TRUNCATE TABLE t`. */
export interface TruncateStatement {
  readonly kind: "truncate";
  readonly table: Name;
}

/** `SET key = value` sets, `SET key` asks for one value, `SET` for all, `SET -v` for all with what they mean. */
export interface SetStatement {
  readonly kind: "set";
  readonly key?: string;
  readonly value?: string;
  readonly verbose: boolean;
}

/** `SET TIME ZONE zone`; without a zone, the machine's. */
export interface SetTimeZoneStatement {
  readonly kind: "setTimeZone";
  readonly zone?: string;
}

/** `RESET [key]`. */
export interface ResetStatement {
  readonly kind: "reset";
  readonly key?: string;
}

/** `SHOW TABLES | VIEWS | DATABASES | FUNCTIONS | CATALOGS [IN namespace] [LIKE pattern]`. */
export interface ShowStatement {
  readonly kind: "show";
  readonly object: "tables" | "views" | "databases" | "functions" | "catalogs";
  readonly namespace?: Name;
  readonly pattern?: string;
}

/** `SHOW COLUMNS IN t`. */
export interface ShowColumnsStatement {
  readonly kind: "showColumns";
  readonly table: Name;
}

/** `DESCRIBE [TABLE] [EXTENDED] t [column]`. */
export interface DescribeStatement {
  readonly kind: "describe";
  readonly table: Name;
  readonly extended: boolean;
  readonly column?: Name;
}

/** `DESCRIBE [QUERY] query`. */
export interface DescribeQueryStatement {
  readonly kind: "describeQuery";
  readonly plan: Relation;
}

/** `EXPLAIN [EXTENDED | FORMATTED | CODEGEN | COST] statement`. */
export interface ExplainStatement {
  readonly kind: "explain";
  readonly mode: "simple" | "extended" | "formatted" | "codegen" | "cost";
  readonly statement: Statement;
}

/** `USE [DATABASE] name`. */
export interface UseStatement {
  readonly kind: "use";
  readonly name: Name;
}

/** `CACHE [LAZY] TABLE t [AS query]`. */
export interface CacheStatement {
  readonly kind: "cache";
  readonly table: Name;
  readonly lazy: boolean;
  readonly plan?: Relation;
}

/** `UNCACHE TABLE [IF EXISTS] t`. */
export interface UncacheStatement {
  readonly kind: "uncache";
  readonly table: Name;
  readonly ifExists: boolean;
}

export interface ClearCacheStatement {
  readonly kind: "clearCache";
}

/** `REFRESH [TABLE] t`. */
export interface RefreshStatement {
  readonly kind: "refresh";
  readonly table: Name;
}

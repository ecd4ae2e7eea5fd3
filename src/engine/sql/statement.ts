import type { DataType, StructType } from "../../types/index.ts";
import type { Expression, Relation } from "../plan/index.ts";

/** What a text of SQL asks for: a query, or something to be done. Names are multi-part, without back quotes. */
export type Statement =
  | QueryStatement
  | CreateViewStatement
  | CreateFileViewStatement
  | AlterViewStatement
  | CreateTableStatement
  | CreateTableLikeStatement
  | CreateDatabaseStatement
  | AlterDatabaseStatement
  | DropDatabaseStatement
  | CreateFunctionStatement
  | DropFunctionStatement
  | DropStatement
  | InsertStatement
  | InsertDirectoryStatement
  | TruncateStatement
  | ChangeRowsStatement
  | AlterStatement
  | AnalyzeStatement
  | SetStatement
  | SetTimeZoneStatement
  | ResetStatement
  | ShowStatement
  | ShowTableStatement
  | DescribeStatement
  | DescribeDatabaseStatement
  | DescribeFunctionStatement
  | DescribeQueryStatement
  | ExplainStatement
  | UseStatement
  | CacheStatement
  | UncacheStatement
  | ClearCacheStatement
  | RefreshStatement
  | RefreshPathStatement;

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
  /** Names and comments of the columns, where the text gives them. */
  readonly columns?: readonly { readonly name: string; readonly comment: string | undefined }[];
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly plan: Relation;
  /** Text of the query. */
  readonly text: string;
}

/** What may be said of a table where it is made. */
export interface TableClauses {
  readonly name: Name;
  readonly schema?: StructType;
  readonly format?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionedBy: readonly string[];
  readonly location?: string;
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** `CREATE TABLE t [(schema)] [USING format] [OPTIONS …] [PARTITIONED BY …] [LOCATION …] [AS query]`. */
export interface CreateTableStatement extends TableClauses {
  readonly kind: "createTable";
  readonly replace: boolean;
  /** The table's files are not its own, so it needs a LOCATION. */
  readonly external: boolean;
  readonly ifNotExists: boolean;
  readonly plan?: Relation;
}

/** `CREATE TABLE t LIKE other [USING format] [LOCATION …] [TBLPROPERTIES …]`. */
export interface CreateTableLikeStatement extends TableClauses {
  readonly kind: "createTableLike";
  readonly source: Name;
  readonly ifNotExists: boolean;
}

/** `CREATE [GLOBAL] TEMPORARY VIEW v [(schema)] USING format [OPTIONS …]`: a view of files. */
export interface CreateFileViewStatement {
  readonly kind: "createFileView";
  readonly name: Name;
  readonly schema?: StructType;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly replace: boolean;
  /** The view is one for all sessions. */
  readonly global: boolean;
}

/** `ALTER VIEW v AS query`. */
export interface AlterViewStatement {
  readonly kind: "alterView";
  readonly name: Name;
  readonly plan: Relation;
  readonly text: string;
}

/** `CREATE DATABASE [IF NOT EXISTS] d [COMMENT …] [LOCATION …] [WITH DBPROPERTIES …]`. */
export interface CreateDatabaseStatement {
  readonly kind: "createDatabase";
  readonly name: Name;
  readonly ifNotExists: boolean;
  readonly comment?: string;
  readonly location?: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** `ALTER DATABASE d SET DBPROPERTIES | LOCATION`, `COMMENT ON DATABASE d IS …`. */
export interface AlterDatabaseStatement {
  readonly kind: "alterDatabase";
  readonly name: Name;
  readonly properties?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
  readonly location?: string;
  readonly comment?: string;
}

/** `DROP DATABASE [IF EXISTS] d [RESTRICT | CASCADE]`. */
export interface DropDatabaseStatement {
  readonly kind: "dropDatabase";
  readonly name: Name;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

/** `CREATE [OR REPLACE] [TEMPORARY] FUNCTION [IF NOT EXISTS] f(x INT) [RETURNS type | TABLE (…)] RETURN body`. */
export interface CreateFunctionStatement {
  readonly kind: "createFunction";
  readonly name: Name;
  readonly temporary: boolean;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly parameters: StructType;
  /** Columns of a table function; one column for a value; undefined: what the body gives. */
  readonly returns?: StructType;
  readonly isTable: boolean;
  readonly comment?: string;
  readonly body: string;
  readonly bodyIsQuery: boolean;
}

/** `DROP [TEMPORARY] FUNCTION [IF EXISTS] f`. */
export interface DropFunctionStatement {
  readonly kind: "dropFunction";
  readonly name: Name;
  readonly temporary: boolean;
  readonly ifExists: boolean;
}

/** `DROP VIEW | TABLE [IF EXISTS] v`. */
export interface DropStatement {
  readonly kind: "drop";
  readonly object: "view" | "table";
  readonly name: Name;
  readonly ifExists: boolean;
}

/** `PARTITION (p = 1, q)`: columns in their order, those without a value undefined. */
export type PartitionSpec = readonly { readonly column: string; readonly value: Expression | undefined }[];

/** `INSERT INTO | OVERWRITE [TABLE] t [PARTITION …] [IF NOT EXISTS] [(a, b) | BY NAME] query`. */
export interface InsertStatement {
  readonly kind: "insert";
  readonly table: Name;
  readonly overwrite: boolean;
  readonly partition?: PartitionSpec;
  readonly ifNotExists: boolean;
  readonly columns?: readonly string[];
  readonly byName: boolean;
  /** `REPLACE WHERE`, which tables of files do not take. */
  readonly replaceWhere: boolean;
  readonly plan: Relation;
}

/** `INSERT OVERWRITE [LOCAL] DIRECTORY 'path' USING format [OPTIONS …] query`. */
export interface InsertDirectoryStatement {
  readonly kind: "insertDirectory";
  readonly path: string;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly plan: Relation;
}

/** `TRUNCATE TABLE t [PARTITION …]`. */
export interface TruncateStatement {
  readonly kind: "truncate";
  readonly table: Name;
  readonly partition?: PartitionSpec;
}

/** `UPDATE`, `DELETE FROM` and `MERGE INTO`, which tables of files do not take. */
export interface ChangeRowsStatement {
  readonly kind: "changeRows";
  readonly table: Name;
  readonly operation: "UPDATE TABLE" | "DELETE" | "MERGE INTO TABLE";
}

/** What `ALTER TABLE` and `ALTER VIEW` do. */
export type Alteration =
  | { readonly action: "rename"; readonly to: Name }
  | { readonly action: "addColumns"; readonly columns: StructType }
  | { readonly action: "changeColumn"; readonly column: Name; readonly change: ColumnChange }
  | { readonly action: "setProperties"; readonly properties: Readonly<Record<string, string>> }
  | { readonly action: "unsetProperties"; readonly keys: readonly string[] }
  | { readonly action: "comment"; readonly comment: string | undefined }
  | { readonly action: "addPartitions"; readonly partitions: readonly PartitionSpec[]; readonly ifNotExists: boolean }
  | { readonly action: "dropPartitions"; readonly partitions: readonly PartitionSpec[]; readonly ifExists: boolean }
  | { readonly action: "renamePartition"; readonly from: PartitionSpec; readonly to: PartitionSpec }
  | { readonly action: "recoverPartitions"; readonly statement: "MSCK REPAIR TABLE" | "ALTER TABLE RECOVER PARTITIONS" }
  | { readonly action: "setLocation"; readonly location: string }
  /** What tables of files take and what has no effect on them. */
  | { readonly action: "accepted" }
  /** What tables of files do not take. */
  | { readonly action: "refused"; readonly operation: string };

/** Changes of one column. */
export interface ColumnChange {
  readonly comment?: string;
  readonly type?: DataType;
  readonly newName?: string;
  /** Text of an expression; null takes the default away. */
  readonly default?: string | null;
}

/** `ALTER TABLE | VIEW t …`, `COMMENT ON TABLE t IS …`, `MSCK REPAIR TABLE t`. */
export interface AlterStatement {
  readonly kind: "alter";
  readonly object: "table" | "view";
  readonly name: Name;
  readonly change: Alteration;
}

/** `ANALYZE TABLE t …`, `ANALYZE TABLES [IN d] …`. */
export interface AnalyzeStatement {
  readonly kind: "analyze";
  readonly table?: Name;
  readonly database?: Name;
  readonly columns: readonly string[];
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
  readonly object: "tables" | "tablesExtended" | "views" | "databases" | "functions" | "catalogs" | "currentNamespace";
  readonly namespace?: Name;
  readonly pattern?: string;
  /** Of functions: those that are built in, those that are made, or both. */
  readonly scope?: "system" | "user" | "all";
}

/** `SHOW COLUMNS | CREATE TABLE | PARTITIONS | TBLPROPERTIES … t`. */
export interface ShowTableStatement {
  readonly kind: "showTable";
  readonly what: "columns" | "create" | "partitions" | "properties";
  readonly table: Name;
  readonly partition?: PartitionSpec;
  readonly property?: string;
}

/** `DESCRIBE [TABLE] [EXTENDED] t [PARTITION …] [column]`. */
export interface DescribeStatement {
  readonly kind: "describe";
  readonly table: Name;
  readonly extended: boolean;
  readonly column?: Name;
}

/** `DESCRIBE DATABASE [EXTENDED] d`. */
export interface DescribeDatabaseStatement {
  readonly kind: "describeDatabase";
  readonly name: Name;
  readonly extended: boolean;
}

/** `DESCRIBE FUNCTION [EXTENDED] f`. */
export interface DescribeFunctionStatement {
  readonly kind: "describeFunction";
  readonly name: Name;
  readonly extended: boolean;
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

/** `USE [DATABASE] name`, `SET CATALOG name`. */
export interface UseStatement {
  readonly kind: "use";
  readonly object: "namespace" | "catalog" | "either";
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

/** `REFRESH 'path'`. */
export interface RefreshPathStatement {
  readonly kind: "refreshPath";
  readonly path: string;
}

import type { SparkSession } from "../../entry/index.ts";

/** Words that statements begin with or that part their clauses. */
const keywords =
  `ADD ALL ALTER ANALYZE AND ANTI ANY ARRAY AS ASC BETWEEN BIGINT BINARY BOOLEAN BY CACHE CASE CAST COLUMN COLUMNS COMMENT CREATE CROSS
CUBE CURRENT_DATE CURRENT_TIMESTAMP DATABASE DATABASES DATE DECIMAL DELETE DESC DESCRIBE DISTINCT DOUBLE DROP ELSE END EXCEPT EXISTS EXPLAIN
EXTENDED FALSE FILTER FIRST FLOAT FOLLOWING FROM FULL FUNCTION FUNCTIONS GLOBAL GROUP GROUPING HAVING IF ILIKE IN INNER INSERT INT INTERSECT
INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT MAP NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER OVERWRITE PARTITION PIVOT
PRECEDING RANGE RECURSIVE REFRESH REPLACE RESET RIGHT RLIKE ROLLUP ROW ROWS SCHEMA SCHEMAS SELECT SEMI SET SETS SHOW SMALLINT SORT STRING
STRUCT TABLE TABLES TABLESAMPLE TEMP TEMPORARY THEN TIMESTAMP TINYINT TO TRUE TRUNCATE UNBOUNDED UNCACHE UNION UNPIVOT USE USING VALUES VIEW
VIEWS WHEN WHERE WINDOW WITH`.split(/\s+/);

/** Tables whose columns are asked for, so that a large catalog does not hold the prompt up. */
const mostTables = 200;

/** Names to complete SQL with: keywords, functions, and the tables and columns that the session has now. */
export class SqlWords {
  readonly #spark: SparkSession;
  #functions: Promise<string[]> | undefined;
  #tables: Promise<string[]> | undefined;

  constructor(spark: SparkSession) {
    this.#spark = spark;
  }

  /** A statement has run: tables may have come or gone. */
  forgetTables(): void {
    this.#tables = undefined;
  }

  /** What may stand in place of the line's last word, and that word. */
  async complete(line: string): Promise<[string[], string]> {
    const word = /[\w.]*$/.exec(line)![0];
    if (word === "") return [[], word];
    this.#functions ??= functionsOf(this.#spark);
    this.#tables ??= tablesAndColumns(this.#spark);
    const [functions, tables] = await Promise.all([this.#functions, this.#tables]);
    const isSmall = word === word.toLowerCase();
    const words = [...tables, ...functions, ...keywords.map((keyword) => (isSmall ? keyword.toLowerCase() : keyword))];
    const start = word.toLowerCase();
    const hits = words.filter(
      (candidate) => candidate.toLowerCase().startsWith(start) && (start.includes(".") || !candidate.includes(".")),
    );
    return [[...new Set(hits)].sort(), word];
  }
}

async function functionsOf(spark: SparkSession): Promise<string[]> {
  const functions = await spark.catalog.listFunctions();
  return functions.filter(({ name }) => /^\w+$/.test(name)).map(({ name }) => `${name}(`);
}

/** Tables with their columns, these alone and behind their table. */
async function tablesAndColumns(spark: SparkSession): Promise<string[]> {
  const tables = (await spark.catalog.listTables()).slice(0, mostTables);
  const names = await Promise.all(
    tables.map(async ({ name }) => {
      // A view whose files have gone has no columns to offer.
      const columns = await spark
        .table(name)
        .columns()
        .catch(() => []);
      return [name, ...columns, ...columns.map((column) => `${name}.${column}`)];
    }),
  );
  return names.flat();
}

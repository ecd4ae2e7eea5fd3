import { quoteString } from "../../types/index.ts";

/** What starts the message of an error that a query raises on purpose; the database layer turns what follows into a SparkException. */
export const raisedErrorPrefix = "millrace:";

/**
 * SQL that raises a Spark error when it is evaluated. It may stand wherever an expression of any type may.
 *
 * @param condition - a condition of `common/conditions`
 * @param parameters - SQL of VARCHAR for each parameter; see {@link raiseText} for fixed text
 */
export function raiseSql(condition: string, parameters: Readonly<Record<string, string>> = {}): string {
  const names = Object.entries(parameters);
  const values = names.map(([name, sql]) => `${quoteString(name)}, coalesce(${sql}, 'null')`).join(", ");
  const json = `json_object('condition', ${quoteString(condition)}, 'parameters', json_object(${values}))`;
  return `error('${raisedErrorPrefix}' || ${json})`;
}

/** {@link raiseSql} with parameters that are known beforehand. */
export function raiseText(condition: string, parameters: Readonly<Record<string, string>> = {}): string {
  return `error(${quoteString(raisedErrorPrefix + JSON.stringify({ condition, parameters }))})`;
}

/** Parameter that errors of ANSI mode name as the way out. */
export const ansiConfig = { config: '"spark.sql.ansi.enabled"' } as const;

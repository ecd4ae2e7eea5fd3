import { quoteString } from "../../../types/index.ts";

/**
 * A JSON path of Spark, `$.a.b[0]['c d']`, as DuckDB writes it; undefined where it is none.
 *
 * @see org.apache.spark.sql.catalyst.expressions.json.PathInstruction
 */
export function duckDbJsonPath(path: string): string | undefined {
  if (!path.startsWith("$")) return undefined;
  let result = "$";
  for (let rest = path.slice(1); rest !== ""; ) {
    const match = /^(?:\.([^.[]+)|\['([^']*)'\]|\[(\d+|\*)\])/.exec(rest);
    if (match === null) return undefined;
    const [whole, dotted, quoted, index] = match;
    const name = dotted ?? quoted;
    if (index !== undefined) result += `[${index}]`;
    else result += name === "*" ? ".*" : `."${name!.replaceAll('"', '\\"')}"`;
    rest = rest.slice(whole.length);
  }
  return result;
}

/** SQL of what stands at a path in JSON text: strings without quotes, the rest as JSON, NULL for malformed text. */
export function jsonValueSql(json: string, path: string | undefined): string {
  if (path === undefined) return "CAST(NULL AS VARCHAR)";
  if (path.includes("*")) {
    const found = `json_extract(${json}, ${quoteString(path)})`;
    return `CASE WHEN json_valid(${json}) AND len(${found}) > 0 THEN CASE WHEN len(${found}) = 1 THEN CAST(${found}[1] AS VARCHAR) ELSE CAST(to_json(${found}) AS VARCHAR) END END`;
  }
  return `CASE WHEN json_valid(${json}) THEN json_extract_string(${json}, ${quoteString(path)}) END`;
}

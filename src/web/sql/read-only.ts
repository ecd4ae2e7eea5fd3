import type { SparkSession } from "../../api/index.ts";
import { SparkException, sparkError } from "../../common/index.ts";
import type { FileSystems } from "../../storage/index.ts";
import { locate } from "../files.ts";
import { pathsRead } from "./file-paths.ts";

/** How statements begin that are queries, or may be part of one. */
const queries: ReadonlySet<string> = new Set(["SELECT", "WITH", "VALUES", "FROM", "TABLE"]);
/** How statements begin that look and change nothing, whatever follows. */
const looks: ReadonlySet<string> = new Set(["SHOW", "DESCRIBE", "DESC", "EXPLAIN"]);
/** What runs programs on a cluster from within a query: TRANSFORM … USING 'command', and calls of Java methods. */
const runsPrograms = /\bUSING\s+r?['"]|\b(?:try_)?(?:reflect|java_method)\s*\(/i;

const before = "SELECT * FROM (\n";

/**
 * Makes sure that a statement is a query before it is run, and one of tables, views and files in mounts. Whether a text that begins as a query
 * is one to its end, the server's parser says: in the place of a subquery nothing else parses.
 *
 * @throws SparkException DASHBOARD_STATEMENT.READ_ONLY, DASHBOARD_REQUEST.FORBIDDEN for other files; what is wrong with the query
 */
export async function requireQuery(text: string, spark: SparkSession, files: FileSystems): Promise<void> {
  const [, keyword = ""] = /^(\w+)/.exec(bare(text)) ?? [];
  const first = keyword.toUpperCase();
  if (runsPrograms.test(text)) throw sparkError("DASHBOARD_STATEMENT.READ_ONLY");
  for (const path of pathsRead(text)) locate(files, path);
  if (looks.has(first)) return;
  if (!queries.has(first)) throw sparkError("DASHBOARD_STATEMENT.READ_ONLY");
  try {
    await (await spark.sql(`${before}${text.replace(/;\s*$/, "")}\n)`)).schema();
  } catch (error) {
    throw asOfText(error, text);
  }
}

/** A text from its first word on: without what may stand before a query. */
function bare(text: string): string {
  for (let rest = text; ; ) {
    const next = rest.replace(/^(?:[\s(]+|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)/, "");
    if (next === rest) return rest;
    rest = next;
  }
}

/** An error whose places are those of the text itself. */
function asOfText(error: unknown, text: string): unknown {
  if (!(error instanceof SparkException)) return error;
  const { condition, messageParameters, sqlState, kind, context } = error;
  const message = error.message
    .replace(/\(line (\d+), pos/g, (_, line: string) => `(line ${Math.max(1, Number(line) - 1)}, pos`)
    .replace(before, "");
  const moved = context && {
    ...context,
    line: Math.max(1, context.line - 1),
    startIndex: Math.min(text.length, Math.max(0, context.startIndex - before.length)),
    stopIndex: Math.min(text.length, Math.max(0, context.stopIndex - before.length)),
  };
  const options = { foreign: { message, sqlState, kind }, cause: error, ...(moved && { context: moved }) };
  return sparkError(condition, messageParameters, options);
}

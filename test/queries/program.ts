import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SparkSession } from "../../src/entry/index.ts";
import type { Canonical } from "../parity/canonical.ts";
import { type ErrorOutcome, outcomeOf, tableOf, withoutPlaces } from "../parity/outcome.ts";
import { columnsText } from "./columns-text.ts";

/** A file of statements, which one session runs one after the other. */
export interface Program {
  readonly topic: string;
  /** Settings of the session, from lines `--! key = value`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly statements: readonly string[];
}

/** What a statement came to: names, types and nullability, then rows in their order or sorted; or the error. */
export type Answer =
  | { readonly sql: string; readonly schema: string; readonly rows: readonly (readonly Canonical[])[] }
  | { readonly sql: string; readonly error: ErrorOutcome };

const folder = fileURLToPath(new URL(".", import.meta.url));
const answersPath = (topic: string): string => `${folder}answers/${topic}.jsonl`;

/** The programs of this folder, `<topic>.sql`. */
export function programs(): Program[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return files.sort().map((name) => programOf(name.slice(0, -".sql".length), readFileSync(folder + name, "utf8")));
}

/** Statements end with `;` at the end of a line; lines that begin with `--` in front of one are remarks. */
export function programOf(topic: string, text: string): Program {
  const settings: Record<string, string> = {};
  for (const [, key, value] of text.matchAll(/^--! (\S+) = (.*)$/gm)) settings[key!] = value!;
  const statements = text
    .split(/;[ \t]*(?:\n|$)/)
    .map((part) => part.replace(/^(?:\s*\n|--.*(?:\n|$))*/, "").trim())
    .filter((statement) => statement !== "");
  return { topic, settings, statements };
}

/** What real Spark answered to a program; nothing where it was never asked. */
export function readAnswers(topic: string): Answer[] {
  if (!existsSync(answersPath(topic))) return [];
  const lines = readFileSync(answersPath(topic), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Answer);
}

export function writeAnswers(topic: string, answers: readonly Answer[]): void {
  writeFileSync(answersPath(topic), answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
}

/** Whether a statement says in which order its rows come. */
export const isOrdered = (sql: string): boolean =>
  /\border\s+by\b(?:[^()]|\((?:[^()]|\([^()]*\))*\))*$/i.test(sql) || /^(?:desc|describe|show)\b/i.test(sql);

/** What stands in statements for the folder where the program may put files. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is no template
const folderMark = "${folder}";

/** Runs a statement to its end. @param folder - where the program may put files */
export async function answerOf(spark: SparkSession, sql: string, folder: string): Promise<Answer> {
  const outcome = await outcomeOf(async () => {
    const approximate = /approx/i.test(sql);
    const frame = await spark.sql(sql.replaceAll(folderMark, folder));
    const { rows, schema } = await tableOf(frame, { ordered: isOrdered(sql), approximate });
    return { schema: columnsText(schema), rows };
  });
  // What a parser guesses to be missing is its own.
  const answer = JSON.stringify({ sql, ...outcome }, (key, value: unknown) => (key === "hint" ? undefined : value));
  return JSON.parse(withoutRun(answer, folder)) as Answer;
}

/** Takes out of an answer what differs from run to run: places and times. */
function withoutRun(text: string, folder: string): string {
  return withoutPlaces(text.replaceAll(`${folder}/warehouse`, "<warehouse>"))
    .replaceAll("file:<warehouse>", "<warehouse>")
    .replaceAll(`file:${folder}`, "<folder>")
    .replaceAll(folder, "<folder>")
    .replace(/(?:file:)?\/[\w./-]*?\/(?:spark-)?warehouse(?=[/"\s'])/g, "<warehouse>")
    .replace(/\b[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d [A-Z]{3,4} \d{4}\b/g, "<time>");
}

/** Forgets all that programs before may have left: tables, databases and functions. */
export async function clear(spark: SparkSession): Promise<void> {
  const rowsOf = async (sql: string) => (await (await spark.sql(sql)).collect()) as Record<string, unknown>[];
  for (const { namespace } of await rowsOf("SHOW DATABASES"))
    if (namespace !== "default") await spark.sql(`DROP DATABASE ${String(namespace)} CASCADE`);
  for (const { viewName } of await rowsOf("SHOW VIEWS")) await spark.sql(`DROP VIEW IF EXISTS ${String(viewName)}`);
  for (const { tableName } of await rowsOf("SHOW TABLES")) await spark.sql(`DROP TABLE IF EXISTS ${String(tableName)}`);
  for (const { function: name } of await rowsOf("SHOW USER FUNCTIONS"))
    await spark.sql(`DROP FUNCTION IF EXISTS ${String(name)}`);
}

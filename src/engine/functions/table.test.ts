import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as typescript from "../../api/functions/index.ts";
import { knownDifferences } from "./golden/differences.ts";
import { refusedReasons } from "./refused.ts";
import { lookupFunction } from "./registry.ts";

const golden = new URL("./golden/", import.meta.url);
const page = new URL("../../../docs/functions.md", import.meta.url);
const names = JSON.parse(readFileSync(new URL("names/spark.json", golden), "utf8")) as Record<
  "sql" | "pyspark",
  string[]
>;

const lines = readdirSync(golden)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, golden), "utf8")) as { sql: string; zone: string }[]);
const compared = [...new Set(lines.map((line) => line.sql))];

/** Functions that the parser and the analyzer make of syntax of their own, and operators by how they look between their sides. */
const syntax: Readonly<Record<string, RegExp>> = {
  "!": /!\s*\w/,
  "!=": /!=/,
  "%": / % /,
  "&": / & /,
  "*": / \* /,
  "+": / \+ /,
  "-": / - /,
  "/": / \/ /,
  "<": / < /,
  "<<": / << /,
  "<=": / <= /,
  "<=>": /<=>/,
  "<>": /<>/,
  "=": / = /,
  "==": / == /,
  ">": / > /,
  ">=": / >= /,
  ">>": / >> /,
  ">>>": / >>> /,
  "^": / \^ /,
  "|": / \| /,
  "||": / \|\| /,
  "~": /~\s*\w/,
  and: /\band\b/i,
  or: /\bor\b/i,
  not: /\bnot\b/i,
  in: /\bin \(/i,
  between: /\bbetween\b/i,
  div: /\bdiv\b/i,
  mod: /\bmod\b/i,
  like: /\blike\b/i,
  ilike: /\bilike\b/i,
  rlike: /\brlike\b/i,
  regexp: /\bregexp\b/i,
  case: /\bcase\b/i,
  when: /\bwhen\b/i,
  range: /\bFROM range\(/i,
  current_date: /\bcurrent_date\b/i,
  current_timestamp: /\bcurrent_timestamp\b/i,
  current_user: /\bcurrent_user\b/i,
};

/** What is no entry of the registry, since SQL has syntax of its own for it. */
const analyzed = new Set(["cast", "grouping", "grouping_id", "range"]);

const mentions = (name: string): RegExp =>
  syntax[name] ?? new RegExp(`(?<![\\w.])${name.replace(/\W/g, "\\$&")}\\s*\\(`, "i");

function statusOf(name: string): string {
  const refusal = refusedReasons.get(name);
  if (refusal !== undefined) return `refused: ${refusal.feature} | – | ${refusal.hint}`;
  if (lookupFunction(name) === undefined && !analyzed.has(name)) return "absent | – |";
  const cases = compared.filter((sql) => mentions(name).test(sql));
  const differing = cases.filter((sql) => knownDifferences.has(sql));
  if (cases.length === 0) return "not compared | 0 |";
  if (differing.length === 0) return `exact | ${cases.length} |`;
  // A case may call several functions; the first says which of them it is about.
  const own = differing.filter((sql) => new RegExp(`^${mentions(name).source}`, "i").test(sql) || name in syntax);
  if (own.length === 0) return `exact | ${cases.length} |`;
  return `differs | ${cases.length} | ${[...new Set(own.map((sql) => knownDifferences.get(sql)))].join("; ")}`;
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Names of `pyspark.sql.functions` that have no counterpart in TypeScript, and why. */
const pythonAlone: Readonly<Record<string, string>> = Object.fromEntries(
  [
    [
      "functions in Python: write them in PySpark, against the same server",
      "arrow_udf arrow_udtf call_udf pandas_udf udf udtf unwrap_udt",
    ],
    [
      "classes that describe functions in Python",
      `AnalyzeArgument AnalyzeResult ArrowUDFType OrderingColumn PandasUDFType PartitioningColumn SelectedColumn
       SkipRestOfInputTableException UserDefinedFunction UserDefinedTableFunction`,
    ],
  ].flatMap(([why, all]) => all!.split(/\s+/).map((name) => [name, why!])),
);

/** Names that TypeScript keeps for itself. */
const renamed: Readonly<Record<string, string>> = { typeof: "typeOf", char: "char" };

function typescriptName(name: string): string {
  if (!names.pyspark.includes(name)) return "–";
  const wanted = renamed[name] ?? camelCase(name);
  return wanted in typescript ? `\`${wanted}\`` : "missing";
}

const cell = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

function table(): string {
  const sql = names.sql.map((name) => name.toLowerCase());
  const rows = [...new Set(sql)]
    .sort()
    .map((name) => `| ${cell(name)} | ${statusOf(name)} | ${typescriptName(name)} |`);
  const count = (text: string): number => rows.filter((row) => row.includes(`| ${text}`)).length;
  const others = names.pyspark.filter((name) => !sql.includes(name.toLowerCase()));
  const otherRows = others.map((name) => {
    const why = pythonAlone[name];
    return `| \`${name}\` | ${why === undefined ? typescriptName(name) : `– ${why}`} |`;
  });
  return `# Functions

What Millrace makes of Spark 4.3's functions. Exact: every recorded case, with names, types, nullability, values and errors, is as Spark has it.
Differs: but for what the last column but one says. Refused: a call is an error that names the function and the way out. The cases are those of
\`src/engine/functions/golden\`, recorded from Spark and compared by \`npm test\`; times of a day (TIME) are refused by Spark itself unless they
are switched on, with the error that Millrace gives.

\`npm run functions\` writes this page; a test fails where it is out of date.

| | functions |
| --- | --: |
| exact | ${count("exact")} |
| differs | ${count("differs")} |
| refused | ${count("refused")} |
| not compared | ${count("not compared")} |
| absent | ${count("absent")} |
| **all of \`SHOW FUNCTIONS\`** | ${rows.length} |

| function | status | cases | how, or what to do instead | in TypeScript |
| --- | --- | --: | --- | --- |
${rows.join("\n")}

## Names of \`pyspark.sql.functions\` alone

| name | in TypeScript |
| --- | --- |
${otherRows.join("\n")}
`;
}

test("docs/functions.md says what the golden files and the registry say", () => {
  const text = table();
  if (process.env.MILLRACE_RECORD !== undefined) writeFileSync(page, text);
  expect(readFileSync(page, "utf8")).toBe(text);
});

test("every function of pyspark.sql.functions has its name in TypeScript", () => {
  const missing = names.pyspark.filter((name) => pythonAlone[name] === undefined && typescriptName(name) === "missing");
  const wanted = names.pyspark
    .filter((name) => pythonAlone[name] === undefined)
    .filter((name) => !((renamed[name] ?? camelCase(name)) in typescript));
  expect([...missing, ...wanted]).toEqual([]);
});

// docs/conformance.md: what PySpark's doctests say about the server, and what was there before.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modules } from "./doctests.mjs";

const root = join(import.meta.dirname, "..", "..");
const page = join(root, "docs", "conformance.md");
const record = join(import.meta.dirname, "conformance.json");

/** An example by the name that the record has for it. */
const nameOf = ({ docstring, line }) => `${docstring}:${line}`;

/** What has been recorded: the examples that fail on Spark itself, and how many pass here. */
const recorded = () => JSON.parse(readFileSync(record, "utf8"));

const write = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** Records what passes on Spark itself. */
export function recordSpark(results) {
  const failing = modules.map((module) => [module, results[module].filter(({ passed }) => !passed).map(nameOf)]);
  write(record, { ...recorded(), failOnSpark: Object.fromEntries(failing) });
}

/** Records what passes here, and writes the page. */
export function recordMillrace(results) {
  const before = recorded();
  const passed = modules.map((module) => [module, passing(results[module], before.failOnSpark[module]).length]);
  write(record, { ...before, passed: Object.fromEntries(passed) });
  writeFileSync(page, conformance(results, before.failOnSpark));
}

/** Modules that have a goal: there each example counts. */
const strict = new Set(["streaming.query", "streaming.readwriter", "session", "conf", "observation", "column"]);

/** Some examples show rows in an order that no query asks for, and several threads may give them in another: one in 200 has leave to. */
const least = (module, passed) => (strict.has(module) ? passed : passed - Math.ceil(passed / 200));

/** Compares with the record. @returns a line for each module in which fewer examples pass; whether more do in some */
export function compare(results) {
  const { passed, failOnSpark } = recorded();
  const now = modules.map((module) => [module, passing(results[module], failOnSpark[module]).length]);
  return {
    worse: now
      .filter(([module, count]) => count < least(module, passed[module]))
      .map(([module, count]) => `${module}: ${count} examples pass, ${passed[module]} did`),
    better: now.some(([module, count]) => count > passed[module]),
  };
}

/** The examples that pass, of those that pass on Spark too. */
function passing(examples, failOnSpark) {
  const excepted = new Set(failOnSpark);
  return examples.filter((example) => example.passed && !excepted.has(nameOf(example)));
}

/** The page. */
function conformance(results, failOnSpark) {
  const rows = modules.map((module) => {
    const examples = results[module].length;
    const onSpark = examples - failOnSpark[module].length;
    const count = passing(results[module], failOnSpark[module]).length;
    return [module, examples, onSpark, count, onSpark - count];
  });
  const sum = rows.reduce((sums, row) => sums.map((value, index) => value + row[index + 1]), [0, 0, 0, 0]);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const failures = modules.flatMap((module) => {
    const excepted = new Set(failOnSpark[module]);
    const failed = results[module].filter((example) => !example.passed && !excepted.has(nameOf(example)));
    return failed.length === 0 ? [] : [`### ${module}`, "", ...reasons(failed, module, line), ""];
  });
  return `${[
    "# Conformance: PySpark's own doctests",
    "",
    "The documentation of PySpark's Spark Connect client has examples with their output. Here they run against `millrace serve`, each module",
    "as its own `_test()` runs it, with the client of PySpark 4.3.0. Some examples fail on Spark's own server, for want of a file or by the",
    "number of partitions; the third column has those that pass there, the fourth has how many of these pass here.",
    "",
    "`npm run test:spark -- --record` writes this page; `npm run test:spark` fails where a number has become",
    "smaller; where rows have no order of their own, by more than one in 200.",
    "",
    line(["module of `pyspark.sql.connect`", "examples", "pass on Spark 4.3.0", "of these pass here", "to do"]),
    line(["---", "--:", "--:", "--:", "--:"]),
    ...rows.map(line),
    line(["**all**", ...sum]),
    "",
    "## What fails, and why",
    "",
    "An example that uses what an earlier one of the same docstring should have made fails with it.",
    "",
    ...failures,
  ]
    .join("\n")
    .trimEnd()}\n`;
}

function reasons(failed, module, line) {
  const folder = `${module.split(".").at(-1)}.`;
  const short = ({ docstring }) => docstring.split(".").slice(-2).join(".").replace(folder, "");
  const byReason = new Map();
  for (const example of failed) {
    const reason = reasonOf(example);
    byReason.set(reason, [...(byReason.get(reason) ?? []), example]);
  }
  const rows = [...byReason].sort(([one, a], [other, b]) => b.length - a.length || (one < other ? -1 : 1));
  return [
    line(["reason", "examples", "docstrings"]),
    line(["---", "--:", "---"]),
    ...rows.map(([reason, examples]) => {
      const docstrings = [...new Set(examples.map(short))];
      return line([reason, examples.length, docstrings.map((name) => `\`${name}\``).join(", ")]);
    }),
  ];
}

/** Short, and the same in every run: no paths, times or ids. */
function reasonOf({ reason, condition, error }) {
  if (condition === "UNSUPPORTED_FEATURE.MILLRACE") {
    return /does not support (.+?)\. /.exec(error)?.[1].replaceAll("|", "\\|") ?? condition;
  }
  if (condition) return `\`${condition}\``;
  if (reason === "NameError") return "an earlier example failed";
  return reason;
}

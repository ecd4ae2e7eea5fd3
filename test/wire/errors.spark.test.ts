import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../../src/entry/server.ts";

// Real Spark's errors are recorded; run again are the programs on our server, with PySpark as the client.

/** What PySpark made of an error; what differs from run to run is masked. */
interface Outcome {
  readonly name: string;
  /** The class of the exception; null where there was none. */
  readonly exception: string | null;
  readonly condition?: string | null;
  readonly sqlState?: string | null;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly drawing?: string | null;
  readonly contexts?: readonly unknown[];
  readonly status?: string | null;
  readonly reason?: string;
  readonly errors?: readonly { readonly classes: readonly string[] }[];
}

const read = (path: string) => JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8"));
const golden = read("../../src/server/errors/golden/errors.json") as Outcome[];
/** Programs whose errors are others here, and why. */
const deviations = read("errors-deviations.json") as Readonly<Record<string, string>>;
/** Parameters that hold sentences: they are there, in words of our own. */
const worded = new Set(["alternative", "message", "msg", "rangeMessage", "string"]);

/** What is compared; places only where both tell one, since Spark tells none of some errors and we none of others. */
const comparable = (outcome: Outcome, other: Outcome) => ({
  exception: outcome.exception,
  condition: outcome.condition,
  sqlState: outcome.sqlState,
  parameters: Object.entries(outcome.parameters ?? {})
    .map(([key, value]) => [key, worded.has(key) ? "" : value])
    .sort(),
  status: outcome.status,
  reason: outcome.reason,
  classes: outcome.errors?.[0]?.classes,
  contexts: outcome.contexts?.length && other.contexts?.length ? outcome.contexts : [],
  drawing: outcome.drawing && other.drawing ? outcome.drawing : "",
});

/** The errors of the programs in scripts/spark that fail, from PySpark on our server. */
async function run(python: string): Promise<Map<string, Outcome>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-errors-"));
  const settings = { "spark.millrace.python": python, "spark.sql.session.timeZone": "UTC" };
  const server = await startServer({ host: "localhost", port: 0, settings });
  try {
    const file = join(folder, "errors.json");
    const program = fileURLToPath(new URL("../../scripts/spark/record-errors.py", import.meta.url));
    const options = { maxBuffer: 1 << 28, timeout: 280_000 };
    await promisify(execFile)(python, ["-W", "ignore", program, file, server.url], options);
    const outcomes = JSON.parse(readFileSync(file, "utf8")) as Outcome[];
    return new Map(outcomes.map((outcome) => [outcome.name, outcome]));
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("PySpark gets Spark's errors from our server", () => {
  let ours: Map<string, Outcome>;
  beforeAll(async () => {
    const python = process.env.MILLRACE_SPARK_PYTHON ?? "";
    if (python === "") throw new Error("MILLRACE_SPARK_PYTHON names no Python with PySpark; run: npm run test:spark");
    ours = await run(python);
  }, 300_000);

  it.each(golden.filter(({ name }) => !(name in deviations)))("$name", (expected) => {
    const outcome = ours.get(expected.name)!;
    expect(comparable(outcome, expected)).toEqual(comparable(expected, outcome));
  });

  it.each(Object.entries(deviations))("%s is another error: %s", (name) => {
    const expected = golden.find((outcome) => outcome.name === name)!;
    const outcome = ours.get(name)!;
    expect(comparable(outcome, expected)).not.toEqual(comparable(expected, outcome));
  });

  it("tells where in a statement an analysis fails, but for what is found in whole queries", () => {
    const told = ({ contexts }: Outcome) =>
      contexts?.some((context) => (context as { fragment: string }).fragment !== "");
    const analysis = golden.filter((outcome) => told(outcome) && /Analysis|Parse/.test(outcome.exception!));
    const untold = analysis.filter(({ name }) => !told(ours.get(name)!)).map(({ condition }) => condition);
    expect(analysis.length - untold.length).toBeGreaterThan(25);
    expect([...new Set(untold)].sort()).toEqual([
      "GROUP_BY_POS_OUT_OF_RANGE",
      "INCOMPATIBLE_COLUMN_TYPE",
      "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
      "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
      "INVALID_WHERE_CONDITION",
      "MISSING_GROUP_BY",
      "NESTED_AGGREGATE_FUNCTION",
      "NUM_COLUMNS_MISMATCH",
      "ORDER_BY_POS_OUT_OF_RANGE",
      "TABLE_OR_VIEW_NOT_FOUND",
      "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE",
    ]);
  });
});

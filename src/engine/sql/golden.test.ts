import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SparkException } from "../../common/index.ts";
import { parseStatement } from "./index.ts";

/** What a parser says of a statement: nothing where it takes it. */
interface Outcome {
  readonly condition?: string | null;
  /** What a syntax error points to. */
  readonly error?: string;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));

/** Recorded by scripts/spark/sql_statements.py. */
const recorded = read("statements") as readonly (Outcome & { readonly sql: string })[];
/**
 * Where we are not as Spark, on purpose. refused: Spark's parser takes it, we refuse it by name. differs: syntax errors that point
 * elsewhere (Spark's parser looks back), AS without a name, a comma before FROM, which Spark refuses only after parsing, and an
 * interval whose condition has no name in Spark.
 */
const deviations = read("deviations") as {
  readonly refused: readonly string[];
  readonly differs: Readonly<Record<string, Outcome>>;
};

function outcomeOf(sql: string): Outcome {
  try {
    parseStatement(sql);
    return {};
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    const { condition, messageParameters } = error;
    return condition === "PARSE_SYNTAX_ERROR" ? { condition, error: messageParameters.error! } : { condition };
  }
}

describe("statements that real Spark has judged", () => {
  const special = new Set([...deviations.refused, ...Object.keys(deviations.differs)]);

  test.each(recorded.filter(({ sql }) => !special.has(sql)))("$sql", ({ sql, ...spark }) => {
    expect(outcomeOf(sql)).toEqual(spark);
  });

  test.each(deviations.refused)("refused by name: %s", (sql) => {
    expect(outcomeOf(sql)).toEqual({ condition: "UNSUPPORTED_FEATURE.MILLRACE" });
  });

  test.each(Object.entries(deviations.differs))("differs: %s", (sql, outcome) => {
    expect(outcomeOf(sql)).toEqual(outcome);
    const { sql: _sql, ...spark } = recorded.find((one) => one.sql === sql)!;
    expect(outcome).not.toEqual(spark);
  });
});

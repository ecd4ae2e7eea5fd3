import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { sparkError } from "../../common/index.ts";
import { SparkSession } from "../../entry/index.ts";
import { describeStatementFailure } from "./statement-failure.ts";

const colors = pc.createColors(false);

async function failureOf(statement: string): Promise<string> {
  await using spark = await SparkSession.builder.create();
  const error = await spark.sql(statement).then(
    (frame) => frame.collect(),
    (failure: unknown) => failure,
  );
  return describeStatementFailure(error, statement, colors);
}

describe("describeStatementFailure", () => {
  it("draws the line with a caret below what is wrong", async () => {
    const lines = (await failureOf("SELECT a\nFROM nowhere")).split("\n");
    expect(lines[0]).toMatch(/^error: \[TABLE_OR_VIEW_NOT_FOUND\] /);
    expect(lines.slice(1)).toEqual(["FROM nowhere", "     ^"]);
  });

  it("leaves what Spark draws itself as it is", async () => {
    const lines = (await failureOf("SELEC 1")).split("\n");
    expect(lines[0]).toMatch(/^error: \[PARSE_SYNTAX_ERROR\] /);
    expect(lines.filter((line) => line.includes("^"))).toEqual(["^^^"]);
  });

  it("draws nothing where there is no place or no statement", () => {
    const error = sparkError("PATH_NOT_FOUND", { path: "x" });
    expect(describeStatementFailure(error, "SELECT 1", colors)).toMatch(/^error: \[PATH_NOT_FOUND\] [^\n]+$/);
    expect(describeStatementFailure(new Error("own"), "", colors)).toContain("error: own");
  });
});

import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { SparkException } from "../../common/index.ts";
import { ExpressionSchema } from "../../protocol/index.ts";
import { StructType } from "../../types/index.ts";
import { expressionFromProto, type PlanParsers, type Relation } from "../plan/index.ts";
import { parseMultipartIdentifier, parseNamedExpression, parseQuery } from "../sql/index.ts";
import { type AnalyzerContext, analyze } from "./index.ts";

let ids = 0;
const context: AnalyzerContext = {
  settings: { timeZone: "UTC", ansi: true, caseSensitive: false },
  catalog: { currentCatalog: "spark_catalog", currentDatabase: "default", lookup: () => undefined },
  sourceSchema: () => new StructType(),
  localSchema: () => new StructType(),
  cached: () => undefined,
  nextId: () => ++ids,
};

function errorOf(plan: Relation): SparkException {
  try {
    analyze(plan, context);
  } catch (error) {
    if (error instanceof SparkException) return error;
    throw error;
  }
  throw new Error("this was to fail");
}

describe("errors of analysis tell the piece of the statement, as Spark does", () => {
  it.each([
    ["SELECT nosuch", "nosuch", 7],
    ["SELECT 1,\n       nosuch FROM VALUES (1) AS t(a)", "nosuch", 17],
    ["SELECT s.b FROM VALUES (named_struct('a', 1)) AS t(s)", "s.b", 7],
    ["SELECT * FROM db.nosuch", "db.nosuch", 14],
    ["SELECT * FROM nosuch(1)", "nosuch(1)", 14],
    ["SELECT 1 + nosuch(1, 2)", "nosuch(1, 2)", 11],
    ["SELECT 1 + true", "1 + true", 7],
    ["SELECT 2 * (1 + true)", "1 + true", 12],
    ["SELECT NOT 1", "NOT 1", 7],
    ["SELECT - 'x' || array(1)", "- 'x' || array(1)", 7],
    ["SELECT CAST(1 AS DATE)", "CAST(1 AS DATE)", 7],
    ["SELECT 1::DATE", "1::DATE", 7],
    ["SELECT 1 WHERE 1 IN (DATE '2024-01-01')", "1 IN (DATE '2024-01-01')", 15],
    ["SELECT true AND false OR nosuch", "nosuch", 25],
  ])("%s", (sql, fragment, startIndex) => {
    const error = errorOf(parseQuery(sql));
    const stopIndex = startIndex + fragment.length - 1;
    expect(error.context).toMatchObject({ fragment, startIndex, stopIndex });
  });

  it("draws it, and puts line and position into the message", () => {
    const error = errorOf(parseQuery("SELECT 1,\n       nosuch FROM VALUES (1) AS t(a)"));
    expect(error.context!.summary).toBe(
      "== SQL (line 2, position 8) ==\n       nosuch FROM VALUES (1) AS t(a)\n       ^^^^^^\n",
    );
    expect(error.message).toMatch(/^\[UNRESOLVED_COLUMN.WITH_SUGGESTION\] .* SQLSTATE: 42703; line 2 pos 7$/);
    expect(error.stack).toContain(error.message);
  });

  it("cuts long lines as Spark does", () => {
    const summaryOf = (sql: string) => errorOf(parseQuery(sql)).context!.summary;
    expect(summaryOf("SELECT a FROM VALUES (1) AS t(a) GROUP BY zz")).toBe(
      `== SQL (line 1, position 43) ==\n...ROM VALUES (1) AS t(a) GROUP BY zz\n${" ".repeat(35)}^^\n`,
    );
    expect(summaryOf("SELECT s.b FROM VALUES (named_struct('a', 1)) AS t(s)")).toBe(
      "== SQL (line 1, position 8) ==\nSELECT s.b FROM VALUES (named_struct('a', ...\n       ^^^\n",
    );
  });

  it("underlines a phrase of several lines", () => {
    expect(errorOf(parseQuery("SELECT 1 +\n  true AS x")).context!.summary).toBe(
      "== SQL (line 1, position 8) ==\nSELECT 1 +\n       ^^^\n  true AS x\n^^^^^^\n",
    );
  });
});

it("an error of a DataFrame tells the call in the client's program", () => {
  const callSite = "/home/me/program.py:7";
  const message = create(ExpressionSchema, {
    common: { origin: { function: { case: "pythonOrigin", value: { fragment: "col", callSite } } } },
    exprType: { case: "unresolvedAttribute", value: { unparsedIdentifier: "nosuch" } },
  });
  const parsers: PlanParsers = {
    parseQuery: (text, parameters) => parseQuery(text, { parameters }),
    parseExpression: (text) => parseNamedExpression(text),
    parseMultipartIdentifier,
    parseSchema: () => new StructType(),
    artifact: () => undefined,
  };
  const expression = expressionFromProto(message, parsers);
  const error = errorOf({ kind: "project", input: { kind: "oneRow" }, expressions: [expression] });
  const summary = `== DataFrame ==\n"col" was called from\n${callSite}\n`;
  expect(error.context).toMatchObject({ fragment: "col", callSite, summary, startIndex: -1, stopIndex: -1 });
  expect(error.message).toMatch(/SQLSTATE: 42703$/);
});

import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { sparkError } from "../../common/index.ts";
import { FetchErrorDetailsResponseSchema } from "../../protocol/index.ts";
import { errorDetails } from "./error-details.ts";

const detailsOf = (error: unknown) => create(FetchErrorDetailsResponseSchema, errorDetails(error));

it("an error has its classes, condition and the place in the statement", () => {
  const summary = "== SQL (line 1, position 8) ==\nSELECT 300Y\n       ^^^^\n";
  const context = { fragment: "300Y", startIndex: 7, stopIndex: 10, line: 1, position: 7, summary };
  const parameters = { rawStrippedQualifier: "300", typeName: "tinyint", minValue: "-128", maxValue: "127" };
  const { rootErrorIdx, errors } = detailsOf(sparkError("INVALID_NUMERIC_LITERAL_RANGE", parameters, { context }));
  expect(rootErrorIdx).toBe(0);
  expect(errors).toHaveLength(1);
  expect(errors[0]!.errorTypeHierarchy.slice(0, 2)).toEqual([
    "org.apache.spark.sql.catalyst.parser.ParseException",
    "org.apache.spark.sql.AnalysisException",
  ]);
  expect(errors[0]!.causeIdx).toBeUndefined();
  expect(errors[0]!.sparkThrowable).toMatchObject({
    errorClass: "INVALID_NUMERIC_LITERAL_RANGE",
    sqlState: "22003",
    messageParameters: parameters,
    queryContexts: [{ fragment: "300Y", startIndex: 7, stopIndex: 10, summary, objectType: "", objectName: "" }],
  });
});

it("the context of a DataFrame is the call in the program", () => {
  const place = {
    fragment: "col",
    callSite: "program.py:7",
    summary: "== DataFrame ==\n",
    startIndex: -1,
    stopIndex: -1,
  };
  const context = { ...place, line: 0, position: 0 };
  const { errors } = detailsOf(sparkError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", { objectName: "`x`" }, { context }));
  expect(errors[0]!.sparkThrowable!.queryContexts).toMatchObject([
    { contextType: 1, fragment: "col", callSite: "program.py:7", summary: "== DataFrame ==\n", startIndex: 0 },
  ]);
});

it("conditions without a name in Spark have no SQLSTATE there", () => {
  const { errors } = detailsOf(sparkError("_LEGACY_ERROR_TEMP_1194"));
  expect(errors[0]!.sparkThrowable).toMatchObject({ errorClass: "_LEGACY_ERROR_TEMP_1194" });
  expect(errors[0]!.sparkThrowable!.sqlState).toBeUndefined();
});

it("a syntax error has no context, as in Spark", () => {
  const context = { fragment: "FRM", startIndex: 9, stopIndex: 11, line: 1, position: 9 };
  const { errors } = detailsOf(sparkError("PARSE_SYNTAX_ERROR", { error: "'FRM'", hint: "" }, { context }));
  expect(errors[0]!.sparkThrowable!.queryContexts).toEqual([]);
});

it("causes follow", () => {
  const root = new Error("disk full");
  const written = sparkError("FAILED_WRITE_FILE", { path: "/x", reason: "disk full" }, { cause: root });
  const ids = { id: "1", runId: "2", message: written.message };
  const { errors } = detailsOf(sparkError("STREAM_FAILED", ids, { cause: written }));
  expect(errors.map((error) => error.errorTypeHierarchy[0])).toEqual([
    "org.apache.spark.sql.streaming.StreamingQueryException",
    "org.apache.spark.SparkException",
    "java.lang.RuntimeException",
  ]);
  expect(errors.map((error) => error.causeIdx)).toEqual([1, 2, undefined]);
  expect(errors[2]!.message).toBe("disk full");
  expect(errors[2]!.sparkThrowable).toBeUndefined();
});

it("a chain ends after five errors", () => {
  let error: Error = new Error("0");
  for (let depth = 1; depth < 8; depth++)
    error = sparkError("INTERNAL_ERROR", { message: String(depth) }, { cause: error });
  const { errors } = detailsOf(error);
  expect(errors.map(({ causeIdx }) => causeIdx)).toEqual([1, 2, 3, 4, undefined]);
  expect(errors[4]!.message).toContain("3");
});

it("a defect is an internal error that it causes itself", () => {
  const { errors } = detailsOf(new TypeError("undefined is not a function"));
  expect(errors).toHaveLength(2);
  expect(errors[0]!.sparkThrowable!.errorClass).toBe("INTERNAL_ERROR");
  expect(errors[1]).toMatchObject({ message: "undefined is not a function" });
});

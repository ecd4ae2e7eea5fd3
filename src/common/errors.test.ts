import { describe, expect, it } from "vitest";
import {
  AnalysisException,
  ArithmeticException,
  conditions,
  DateTimeException,
  IllegalArgumentException,
  NumberFormatException,
  OperationCancelledException,
  ParseException,
  SparkException,
  SparkRuntimeException,
  StreamingQueryException,
  sparkError,
} from "./index.ts";

const castError = (targetType: string): SparkException =>
  sparkError("CAST_INVALID_INPUT", { expression: "'x'", sourceType: '"STRING"', targetType });

describe("sparkError", () => {
  it("writes the condition, the text with its parameters, and the SQLSTATE", () => {
    const { message } = conditions.TABLE_OR_VIEW_NOT_FOUND!;
    const error = sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: "`a`.`b`" });
    expect(error.message).toBe(
      `[TABLE_OR_VIEW_NOT_FOUND] ${message.replaceAll("<relationName>", "`a`.`b`")} SQLSTATE: 42P01`,
    );
    expect(error.message).toContain("`a`.`b`");
    expect(error.message).not.toContain("<");
  });

  it("answers as PySpark's exceptions do", () => {
    const error = sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: "`a`" });
    expect(error.getCondition()).toBe("TABLE_OR_VIEW_NOT_FOUND");
    expect(error.getSqlState()).toBe("42P01");
    expect(error.getMessageParameters()).toEqual({ relationName: "`a`" });
  });

  it("leaves a hole that no parameter fills, and takes values as they are", () => {
    expect(sparkError("TABLE_OR_VIEW_NOT_FOUND").message).toContain("<relationName>");
    // "$&" and "<relationName>" mean nothing within a value.
    const value = "`$&<relationName>`";
    expect(sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: value }).message).toContain(value);
  });

  it("keeps cause, context and detail", () => {
    const cause = new Error("below");
    const context = { fragment: "x", startIndex: 7, stopIndex: 7, line: 1, position: 7 };
    const error = sparkError("DIVIDE_BY_ZERO", { config: "c" }, { cause, context, detail: "\n== SQL ==\n1/x" });
    expect(error.cause).toBe(cause);
    expect(error.context).toBe(context);
    expect(error.message).toMatch(/ SQLSTATE: 22012\n== SQL ==\n1\/x$/);
  });

  it("has neither cause nor context where none is given", () => {
    const error = sparkError("DIVIDE_BY_ZERO", { config: "c" });
    expect("cause" in error).toBe(false);
    expect(error.context).toBeUndefined();
  });

  it("is a defect with a condition that the catalogue lacks", () => {
    expect(() => sparkError("NO_SUCH_CONDITION")).toThrow("NO_SUCH_CONDITION is not in the catalogue");
  });
});

describe("classes of errors", () => {
  it.each([
    ["TABLE_OR_VIEW_NOT_FOUND", AnalysisException],
    ["PARSE_SYNTAX_ERROR", ParseException],
    ["DIVIDE_BY_ZERO", ArithmeticException],
    ["OPERATION_CANCELED", OperationCancelledException],
    ["NULL_MAP_KEY", SparkRuntimeException],
    ["ILLEGAL_DAY_OF_WEEK", IllegalArgumentException],
  ] as const)("%s", (condition, type) => {
    const error = sparkError(condition);
    expect(error.constructor).toBe(type);
    expect(error.name).toBe(type.name);
    expect(error).toBeInstanceOf(SparkException);
  });

  it("are those of the target for text that cannot be cast", () => {
    expect(castError('"INT"').constructor).toBe(NumberFormatException);
    expect(castError('"TIMESTAMP"').constructor).toBe(DateTimeException);
    expect(castError('"BOOLEAN"').constructor).toBe(SparkRuntimeException);
  });

  it("count a parse error as an analysis error, as PySpark does", () => {
    expect(sparkError("PARSE_SYNTAX_ERROR")).toBeInstanceOf(AnalysisException);
  });

  it("there is one for every condition", () => {
    for (const condition of Object.keys(conditions)) {
      const error = sparkError(condition);
      expect(error, condition).toBeInstanceOf(SparkException);
      expect(error.constructor, condition).not.toBe(SparkException);
    }
  });
});

describe("conditions of another Spark", () => {
  it("need not be in the catalogue, and keep the server's message", () => {
    const foreign = { sqlState: "42K99", kind: "streaming", message: "[THEIRS] as they said it" } as const;
    const error = sparkError("THEIRS", { message: "m" }, { foreign });
    expect(error.constructor).toBe(StreamingQueryException);
    expect(error.message).toBe("[THEIRS] as they said it");
    expect(error.sqlState).toBe("42K99");
    expect(error.condition).toBe("THEIRS");
  });
});

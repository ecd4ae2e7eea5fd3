import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { connect } from "../../../test/support/scripted-client.ts";
import { ArithmeticException, ParseException, sparkError } from "../../common/index.ts";
import { ErrorInfoSchema, type FetchErrorDetailsResponseSchema } from "../../protocol/index.ts";
import type { MessageInit } from "../plan/message-init.ts";

describe("errors", () => {
  const failing = (info: Record<string, string>, details?: MessageInit<typeof FetchErrorDetailsResponseSchema>) =>
    connect(
      {
        config() {
          const value = create(ErrorInfoSchema, { reason: "org.apache.spark.SparkException", metadata: info });
          throw new ConnectError("[X] cut off", Code.Internal, undefined, [{ desc: ErrorInfoSchema, value }]);
        },
        fetchErrorDetails() {
          if (details === undefined) throw new ConnectError("forgotten", Code.NotFound);
          return details;
        },
      },
      false,
    ).config({ case: "getAll", value: {} });

  it("of the embedded engine arrive as they were thrown", async () => {
    const thrown = sparkError("DIVIDE_BY_ZERO", { config: "c" });
    const client = connect(
      {
        config: () => {
          throw thrown;
        },
      },
      true,
    );
    await expect(client.config({ case: "getAll", value: {} })).rejects.toBe(thrown);
  });

  it("of a server have class, condition, parameters, place and cause", async () => {
    const error = await failing(
      { errorId: "1" },
      {
        rootErrorIdx: 0,
        errors: [
          {
            errorTypeHierarchy: ["org.apache.spark.sql.catalyst.parser.ParseException", "java.lang.Exception"],
            message: "[PARSE_SYNTAX_ERROR] wrong. SQLSTATE: 42601",
            causeIdx: 1,
            sparkThrowable: {
              errorClass: "PARSE_SYNTAX_ERROR",
              sqlState: "42601",
              messageParameters: { error: "'x'" },
              queryContexts: [{ fragment: "x", startIndex: 7, stopIndex: 7 }],
            },
          },
          { errorTypeHierarchy: ["java.lang.ArithmeticException"], message: "inner" },
        ],
      },
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ParseException);
    expect(error).toMatchObject({
      condition: "PARSE_SYNTAX_ERROR",
      sqlState: "42601",
      messageParameters: { error: "'x'" },
      context: { fragment: "x", startIndex: 7 },
      message: "[PARSE_SYNTAX_ERROR] wrong. SQLSTATE: 42601",
      cause: { message: "inner", condition: "REMOTE_ERROR" },
    });
    expect((error as Error).cause).toBeInstanceOf(ArithmeticException);
  });

  it("tell what came with the call where the server has forgotten the rest", async () => {
    const info = {
      errorId: "1",
      errorClass: "UNKNOWN_TO_US",
      sqlState: "12345",
      classes: '["java.util.NoSuchElementException"]',
      messageParameters: '{"a":"b"}',
    };
    await expect(failing(info)).rejects.toMatchObject({
      name: "SparkNoSuchElementException",
      condition: "UNKNOWN_TO_US",
      sqlState: "12345",
      messageParameters: { a: "b" },
      message: "[X] cut off",
    });
    const file = { errorClass: "FAILED_READ_FILE.NO_HINT", classes: '["org.apache.spark.SparkException"]' };
    await expect(failing(file)).rejects.toMatchObject({ name: "SparkIOException" });
    await expect(failing({ classes: '["java.io.IOEx' })).rejects.toMatchObject({
      condition: "X",
      messageParameters: {},
    });
  });

  it("of the connection itself have the condition of their text, or none", async () => {
    const failWith = (message: string, code: Code) =>
      connect(
        {
          config: () => {
            throw new ConnectError(message, code);
          },
        },
        false,
      ).config({ case: "getAll", value: {} });
    await expect(failWith("[INVALID_HANDLE.FORMAT] no. SQLSTATE: HY000", Code.Internal)).rejects.toMatchObject({
      condition: "INVALID_HANDLE.FORMAT",
      sqlState: "HY000",
    });
    await expect(failWith("bad token", Code.Unauthenticated)).rejects.toMatchObject({ condition: "UNAUTHENTICATED" });
    await expect(failWith("no room", Code.ResourceExhausted)).rejects.toMatchObject({ condition: "REMOTE_ERROR" });
  });
});

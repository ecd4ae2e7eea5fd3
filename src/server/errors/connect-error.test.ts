import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { sparkError } from "../../common/index.ts";
import { ErrorInfoSchema } from "../../protocol/index.ts";
import { toConnectError } from "./connect-error.ts";

const statusOf = (error: unknown) => {
  const status = toConnectError(error, { errorId: "the-id" });
  return { status, info: status.findDetails(ErrorInfoSchema)[0] };
};
/** What the trailers of a status take, as gRPC counts them before it compresses. */
const trailerBytes = (status: ConnectError): number => {
  const details = status.details.reduce((sum, detail) => {
    const bytes = "desc" in detail ? JSON.stringify(detail.value).length : detail.value.length;
    return sum + bytes;
  }, 0);
  return encodeURIComponent(status.rawMessage).length + ((Buffer.byteLength(status.rawMessage) + details) * 4) / 3;
};

it("an error of a condition is told as Spark's server tells it", () => {
  const error = sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: "`nosuch`" });
  const { status, info } = statusOf(error);
  expect(status.code).toBe(Code.Internal);
  expect(status.rawMessage).toBe(error.message);
  expect(info).toMatchObject({
    reason: "org.apache.spark.sql.catalyst.ExtendedAnalysisException",
    domain: "org.apache.spark",
    metadata: { errorClass: "TABLE_OR_VIEW_NOT_FOUND", sqlState: "42P01", errorId: "the-id" },
  });
  expect(JSON.parse(info!.metadata.messageParameters!)).toEqual({ relationName: "`nosuch`" });
  expect(JSON.parse(info!.metadata.classes!)).toEqual([
    "org.apache.spark.sql.catalyst.ExtendedAnalysisException",
    "org.apache.spark.sql.AnalysisException",
    "java.lang.Exception",
    "java.lang.Throwable",
    "java.lang.Object",
  ]);
});

it("a status passes as it is", () => {
  const status = new ConnectError("No token.", Code.Unauthenticated);
  expect(toConnectError(status, { errorId: "x" })).toBe(status);
});

it.each([
  [new TypeError("undefined is not a function"), "undefined is not a function"],
  ["just text", "just text"],
  [undefined, "undefined"],
])("a defect is an internal error: %s", (thrown, message) => {
  const { status, info } = statusOf(thrown);
  expect(status.rawMessage).toBe(`[INTERNAL_ERROR] ${message} SQLSTATE: XX000`);
  expect(info).toMatchObject({
    reason: "org.apache.spark.SparkException",
    metadata: { errorClass: "INTERNAL_ERROR", sqlState: "XX000" },
  });
});

describe("trailers that clients take", () => {
  const raised = (errorMessage: string) => statusOf(sparkError("USER_RAISED_EXCEPTION", { errorMessage }));

  it("a message is cut at 2048 characters, long parameters stay out", () => {
    const { status, info } = raised("x".repeat(5000));
    expect(status.rawMessage).toHaveLength(2048);
    expect(status.rawMessage).toMatch(/^\[USER_RAISED_EXCEPTION\] x+\.\.\.$/);
    expect(info!.metadata.errorClass).toBe("USER_RAISED_EXCEPTION");
    expect(info!.metadata.messageParameters).toBeUndefined();
  });

  it("a message that just fits is whole", () => {
    const message = "x".repeat(2048 - "[USER_RAISED_EXCEPTION]  SQLSTATE: P0001".length);
    expect(raised(message).status.rawMessage).toHaveLength(2048);
    expect(raised(message).status.rawMessage).toMatch(/SQLSTATE: P0001$/);
    expect(raised(`${message}x`).status.rawMessage).toMatch(/\.\.\.$/);
  });

  it.each(["\u{6f22}\u{5b57}", "\u{1f600}", "% &", "\n"])(
    "a message of many %j stays below the limit of grpcio",
    (piece) => {
      const { status } = raised(piece.repeat(4000));
      expect(trailerBytes(status)).toBeLessThan(8192);
      expect(status.rawMessage).toMatch(/\.\.\.$/);
      expect(status.rawMessage.length).toBeGreaterThan(300);
    },
  );

  it("half of a surrogate pair is no reason to fail", () => {
    expect(raised("a\ud83d!").status.rawMessage).toContain("a\ufffd!");
    // A cut in the middle of a pair makes a half.
    const odd = raised(`x${"\u{1f600}".repeat(3000)}`).status.rawMessage;
    const even = raised("\u{1f600}".repeat(3000)).status.rawMessage;
    for (const message of [odd, even]) expect(() => encodeURIComponent(message)).not.toThrow();
  });
});

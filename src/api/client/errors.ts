import { Code, ConnectError } from "@connectrpc/connect";
import { conditions, type ErrorKind, type QueryContext, SparkException, sparkError } from "../../common/index.ts";
import {
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
  type FetchErrorDetailsResponse_Error as ErrorDetails,
  type ErrorInfo,
  ErrorInfoSchema,
  type FetchErrorDetailsResponse,
} from "../../protocol/index.ts";
import { networkHint } from "./network.ts";

/** Java exceptions by simple name, and what they are here. The first of a class's hierarchy that stands here counts. */
const kinds: Readonly<Record<string, ErrorKind>> = {
  ParseException: "parse",
  AnalysisException: "analysis",
  StreamingQueryException: "streaming",
  ArithmeticException: "arithmetic",
  NumberFormatException: "numberFormat",
  DateTimeException: "dateTime",
  ArrayIndexOutOfBoundsException: "arrayIndex",
  IllegalArgumentException: "illegalArgument",
  UnsupportedOperationException: "unsupported",
  NoSuchElementException: "noSuchElement",
  IOException: "io",
};

function kindOf(condition: string, classNames: readonly string[]): ErrorKind {
  if (condition.startsWith("OPERATION_CANCELED")) return "cancelled";
  for (const name of classNames) {
    const kind = kinds[name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("$")) + 1)];
    if (kind !== undefined) return kind;
  }
  // Spark has no class of its own for files that fail.
  return conditions[condition]?.kind === "io" ? "io" : "runtime";
}

/**
 * The exception that a failed call stands for: errors of the embedded engine are such already; over gRPC it is made from the
 * status details, with what `fetchDetails` adds to them.
 *
 * @param address - where the server is sought
 */
export async function toSparkException(
  thrown: unknown,
  fetchDetails: (errorId: string) => Promise<FetchErrorDetailsResponse | undefined>,
  address?: string,
): Promise<unknown> {
  if (thrown instanceof SparkException || !(thrown instanceof ConnectError)) return thrown;
  const info = thrown.findDetails(ErrorInfoSchema)[0];
  if (info === undefined) return withoutDetails(thrown, address);
  const errorId = info.metadata.errorId;
  const details = errorId === undefined ? undefined : await fetchDetails(errorId);
  const root = details?.rootErrorIdx;
  return root === undefined ? fromInfo(info, thrown) : fromDetails(details!.errors, root, thrown.rawMessage);
}

/**
 * Adds to an error's stack who waits for it now. The stack that it has ends at the service, which nobody awaits directly; the line of the
 * user's program is behind that.
 */
export function withCallers(error: unknown): unknown {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, withCallers);
  const { stack } = error;
  // An error may come by more than once, as that of a failed streaming query.
  const callers = (here.stack ?? "").split("\n").filter((line) => line.startsWith("    at ") && !stack.includes(line));
  error.stack = [stack, ...callers].join("\n");
  return error;
}

/** Errors of the connection itself, and messages of Spark Connect that carry a condition in their text only. */
function withoutDetails(thrown: ConnectError, address = "the given address"): SparkException {
  const { condition, sqlState } = conditionInText(thrown.rawMessage);
  if (condition === undefined && thrown.code === Code.Unavailable) {
    const hint =
      networkHint(thrown) ?? "Check that it runs (in Spark: sbin/start-connect-server.sh) and that host and port fit.";
    return sparkError("SERVER_UNREACHABLE", { address, reason: thrown.rawMessage.trim(), hint }, { cause: thrown });
  }
  if (condition === undefined && thrown.code === Code.Unauthenticated) {
    return sparkError("UNAUTHENTICATED", { address, reason: thrown.rawMessage.trim() }, { cause: thrown });
  }
  const kind = thrown.code === Code.Canceled ? "cancelled" : "runtime";
  const foreign = { sqlState: sqlState ?? "XX000", kind, message: thrown.message } as const;
  return sparkError(condition ?? "REMOTE_ERROR", { message: thrown.rawMessage }, { foreign, cause: thrown });
}

function fromInfo(info: ErrorInfo, thrown: ConnectError): SparkException {
  const { errorClass, sqlState, messageParameters, classes } = info.metadata;
  const condition = errorClass ?? conditionInText(thrown.rawMessage).condition ?? "REMOTE_ERROR";
  const classNames = [info.reason, ...(parseJson<string[]>(classes) ?? [])];
  return sparkError(condition, parseJson<Record<string, string>>(messageParameters) ?? {}, {
    foreign: { sqlState: sqlState ?? "XX000", kind: kindOf(condition, classNames), message: thrown.rawMessage },
    cause: thrown,
  });
}

/** The exception that an answer tells of without failing itself. */
export const exceptionOf = (errors: readonly ErrorDetails[], index: number): SparkException =>
  fromDetails(errors, index, "");

function fromDetails(errors: readonly ErrorDetails[], index: number, fallback: string): SparkException {
  const error = errors[index]!;
  const text = error.message || fallback;
  const { errorClass, sqlState, messageParameters, queryContexts } = error.sparkThrowable ?? {};
  const written = conditionInText(text);
  const condition = errorClass ?? written.condition ?? "REMOTE_ERROR";
  const context = queryContexts?.[0] && contextOf(queryContexts[0]);
  const causeIndex = error.causeIdx;
  const hasCause = causeIndex !== undefined && causeIndex > index && causeIndex < errors.length;
  return sparkError(condition, messageParameters ?? {}, {
    foreign: {
      sqlState: sqlState ?? written.sqlState ?? "XX000",
      kind: kindOf(condition, error.errorTypeHierarchy),
      message: text,
    },
    ...(context && { context }),
    ...(hasCause && { cause: fromDetails(errors, causeIndex, "") }),
  });
}

type Context = NonNullable<ErrorDetails["sparkThrowable"]>["queryContexts"][number];

/** Line and position stand in the drawing only. */
function contextOf({ fragment, startIndex, stopIndex, summary, callSite, contextType }: Context): QueryContext {
  const [, line, position] = /\(line (\d+), position (\d+)\)/.exec(summary) ?? [];
  return {
    fragment,
    startIndex,
    stopIndex,
    line: Number(line ?? 1),
    position: position === undefined ? startIndex : Number(position) - 1,
    ...(summary && { summary }),
    ...(contextType === ContextType.DATAFRAME && { callSite }),
  };
}

function conditionInText(text: string): { condition?: string; sqlState?: string } {
  const condition = /^(?:\([\w.]+\) )?\[([A-Z][A-Z\d_.]*)\]/.exec(text)?.[1];
  const sqlState = /SQLSTATE: (\w{5})/.exec(text)?.[1];
  return { ...(condition && { condition }), ...(sqlState && { sqlState }) };
}

function parseJson<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    // Servers cut long metadata off in the middle; the error is told without it.
    return undefined;
  }
}

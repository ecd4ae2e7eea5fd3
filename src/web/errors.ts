import { SparkException } from "../common/index.ts";
import type { ApiError } from "./wire.ts";

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 502 | 503;

/** Statuses of conditions that have one of their own; others go by their kind. */
const statuses: Readonly<Record<string, Status>> = {
  "DASHBOARD_REQUEST.NO_TOKEN": 401,
  "DASHBOARD_REQUEST.FORBIDDEN": 403,
  "DASHBOARD_STATEMENT.READ_ONLY": 403,
  PATH_OUTSIDE_MOUNT: 403,
  PATH_IS_DIRECTORY: 400,
  "DASHBOARD_REQUEST.NOT_FOUND": 404,
  PATH_NOT_FOUND: 404,
  MOUNT_NOT_FOUND: 404,
  "CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND": 404,
  "DASHBOARD_REQUEST.NOT_FINISHED": 409,
  "DASHBOARD_REQUEST.TOO_LARGE": 413,
  "DASHBOARD_STATEMENT.TOO_MANY": 429,
  SERVER_UNREACHABLE: 502,
  "DASHBOARD_REQUEST.NOT_BUILT": 503,
};

/** The status that tells of an error. */
export function statusOf(error: unknown): Status {
  if (!(error instanceof SparkException)) return 500;
  const status = statuses[error.condition];
  if (status !== undefined) return status;
  return error.kind === "io" || error.condition === "INTERNAL_ERROR" ? 500 : 400;
}

/**
 * An error as pages see it. Of errors that were not raised on purpose they learn nothing: what is in such a message, nobody knows; it goes to
 * the warnings of the process.
 */
export function apiError(error: unknown): ApiError {
  if (!(error instanceof SparkException)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.emitWarning("A request of the dashboard failed.", { type: "DashboardWarning", detail });
    return {
      condition: "INTERNAL_ERROR",
      message: "The dashboard failed at this request; see the warnings of its process.",
    };
  }
  const { condition, sqlState, context, message } = error;
  // Servers and parsers tell the place in their text too, and in requests of other versions only there.
  const [, line, position] = /\bline (\d+),? pos (\d+)\b/.exec(message) ?? [];
  return {
    condition,
    sqlState,
    message: withoutSecrets(message),
    ...(line !== undefined && { line: Number(line), position: Number(position) }),
    ...(context && {
      line: context.line,
      position: context.position,
      start: context.startIndex,
      stop: context.stopIndex + 1,
    }),
  };
}

const secret =
  /((?:token|password|secret|signature|credential|access[._-]?key)[\w.-]*["'`]?\s*[=:]\s*["'`]?)[^\s;&"'`,)]+/gi;
/** User and password in an address. */
const userInfo = /(\w:\/\/)[^\s/@:]+:[^\s/@]+@/g;

/** A text without the values that follow names of secrets, as in `sc://host/;token=…`, and without passwords of addresses. */
export const withoutSecrets = (text: string): string => text.replace(secret, "$1…").replace(userInfo, "$1…@");

import { type SparkException, sparkError } from "../../common/index.ts";

/** What a request was about. */
export interface S3Target {
  readonly operation: "read" | "write" | "list" | "delete" | "copy" | "look up" | "create";
  readonly bucket: string;
  readonly key: string;
}

/** An answer of S3 that is an error: its code (`NoSuchKey`), HTTP status and message. */
export class S3Failure extends Error {
  readonly code: string;
  /** 0 where no answer came. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "S3Failure";
    this.code = code;
    this.status = status;
  }
}

/**
 * What is worth keeping of an error of the AWS client or of the network. The error itself is let go: it refers to the request,
 * whose headers hold what nobody should see in a log.
 */
export function failureOf(error: unknown): S3Failure {
  if (error instanceof S3Failure) return error;
  if (!(error instanceof Error)) return new S3Failure("Unknown", 0, String(error));
  let status = 0;
  if ("$metadata" in error && typeof error.$metadata === "object" && error.$metadata !== null) {
    const metadata: { httpStatusCode?: unknown } = error.$metadata;
    if (typeof metadata.httpStatusCode === "number") status = metadata.httpStatusCode;
  }
  const systemCode = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const code = status === 0 ? (systemCode ?? error.name) : error.name;
  const first = error instanceof AggregateError ? error.errors.find((inner) => inner instanceof Error) : undefined;
  return new S3Failure(code, status, error.message || first?.message || code);
}

const passing = new Set([
  "SlowDown",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "InternalError",
  "ServiceUnavailable",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

/** Whether the same request may well succeed a moment later. */
export function isPassing(failure: S3Failure): boolean {
  return failure.status >= 500 || failure.status === 429 || passing.has(failure.code);
}

export const isNotFound = (failure: S3Failure): boolean => failure.status === 404 && failure.code !== "NoSuchBucket";

const denied = new Set([
  "AccessDenied",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "Forbidden",
]);
const noCredentials = new Set(["CredentialsProviderError", "TokenProviderError"]);

/** The error that people see for a failed request. */
export function s3Error(failure: S3Failure, target: S3Target, endpoint: string): SparkException {
  const { bucket, key, operation } = target;
  const options = { cause: failure };
  if (failure.code === "NoSuchBucket") return sparkError("S3_BUCKET_NOT_FOUND", { bucket, endpoint }, options);
  if (noCredentials.has(failure.code)) return sparkError("S3_CREDENTIALS_MISSING", { bucket, key }, options);
  if (failure.status === 403 || denied.has(failure.code)) {
    return sparkError("S3_ACCESS_DENIED", { bucket, key, code: failure.code }, options);
  }
  if (isNotFound(failure) && operation === "read") {
    return sparkError("FAILED_READ_FILE.FILE_NOT_EXIST", { path: `s3://${bucket}/${key}` }, options);
  }
  if (isNotFound(failure)) return sparkError("PATH_NOT_FOUND", { path: `s3://${bucket}/${key}` }, options);
  const reason = failure.code === failure.message ? failure.code : `${failure.code}, ${failure.message}`;
  const where = failure.status === 0 ? ` (${endpoint})` : "";
  return sparkError(
    "S3_REQUEST_FAILED",
    { operation, bucket, key, reason: reason.replace(/\.$/, "") + where },
    options,
  );
}

import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "../../protocol/index.ts";
import { errorChain, type WireError } from "./wire-error.ts";

/** Spark cuts the message of a status here; the whole one is in the error's details. */
const MESSAGE_CHARACTERS = 2048;
/** Parameters that are longer stay out of the status. */
const PARAMETERS_BYTES = 1024;
/** grpcio begins to refuse trailers at 8 kB; what is left is for the names and for other trailers. */
const TRAILER_BYTES = 7_500;

/** What {@link toConnectError} needs to know. */
export interface ConnectErrorOptions {
  /** Under which FetchErrorDetails finds the rest of the error. */
  readonly errorId: string;
}

/**
 * An error as the gRPC status that Spark's Connect server would send: PySpark raises the class of exception that it names, with
 * condition, SQLSTATE and parameters. Statuses pass through. An error that is no SparkException is a defect, and becomes INTERNAL_ERROR.
 */
export function toConnectError(error: unknown, { errorId }: ConnectErrorOptions): ConnectError {
  if (error instanceof ConnectError) return error;
  const [{ classes, message, spark }] = errorChain(error, 1);
  const info = create(ErrorInfoSchema, {
    reason: classes[0]!,
    domain: "org.apache.spark",
    metadata: { classes: JSON.stringify(classes), errorId, ...(spark && metadata(spark)) },
  });
  const room = TRAILER_BYTES - encodedBytes(toBinary(ErrorInfoSchema, info).length);
  const detail = { desc: ErrorInfoSchema, value: info };
  return new ConnectError(cut(message, room), Code.Internal, undefined, [detail], error);
}

function metadata({ condition, sqlState, messageParameters }: NonNullable<WireError["spark"]>): Record<string, string> {
  const parameters = JSON.stringify(messageParameters);
  const fit = Buffer.byteLength(parameters) <= PARAMETERS_BYTES;
  return { errorClass: condition, ...(sqlState && { sqlState }), ...(fit && { messageParameters: parameters }) };
}

/** Bytes in base64. */
const encodedBytes = (bytes: number): number => Math.ceil((bytes * 4) / 3);

/** A message is in the trailers twice: escaped for URLs, and in the details. */
const trailerBytes = (text: string): number => encodeURIComponent(text).length + encodedBytes(Buffer.byteLength(text));

/** The text, or as much from its beginning as Spark would send and the trailers hold. */
function cut(text: string, room: number): string {
  let end = text.length > MESSAGE_CHARACTERS ? MESSAGE_CHARACTERS - 3 : text.length;
  for (;;) {
    // Half of a surrogate pair cannot be escaped; a cut may make one, and a text may come with one.
    const whole = text.slice(0, end).replaceAll(/\p{Surrogate}/gu, "\uFFFD");
    const short = end < text.length ? `${whole}...` : whole;
    if (trailerBytes(short) <= room) return short;
    end = Math.floor(end * 0.9);
  }
}

import { sparkError } from "../../common/index.ts";

/** @see org.apache.spark.sql.streaming.OutputMode */
export type OutputMode = "append" | "update" | "complete";

/**
 * The error of an operation that streams do not have.
 *
 * @param msg - what is refused
 * @param hint - how to write it instead
 */
export const refusal = (msg: string, hint: string): Error => sparkError("_LEGACY_ERROR_TEMP_3102", { msg }, { hint });

/** The error of an operation that streams do not have in an output mode. */
export const modeRefusal = (outputMode: OutputMode, operation: string, hint: string): Error =>
  sparkError("STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION", { outputMode, operation }, { hint });

import { sparkError } from "../common/index.ts";

/**
 * Names the error of a plan that is nested too deeply for the walks over it, which JavaScript tells as an overflow of its stack.
 *
 * @returns `FAILED_TO_PARSE_TOO_COMPLEX` for such an error, any other as it is
 */
export const tooComplex = (error: unknown): unknown =>
  error instanceof RangeError && error.message.includes("call stack")
    ? sparkError("FAILED_TO_PARSE_TOO_COMPLEX", {}, { cause: error })
    : error;

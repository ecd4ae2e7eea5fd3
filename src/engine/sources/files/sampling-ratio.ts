import { invalidOption } from "../options.ts";

/** A number as Java reads one. */
const javaNumber = /^([+-]?)(?:(NaN)|(Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?)$/;

/**
 * The option `samplingRatio`; 1 where it is not given. What is no ratio harms only where records are sampled, see
 * {@link checkSamplingRatio}.
 *
 * @throws IllegalArgumentException for text that is no number
 */
export function samplingRatioOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const [, sign, nan, infinity, digits] = javaNumber.exec(text.trim()) ?? [];
  if (nan === undefined && infinity === undefined && digits === undefined)
    throw invalidOption("samplingRatio", text, "it must be a number");
  const value =
    digits === undefined ? (infinity === undefined ? Number.NaN : Number.POSITIVE_INFINITY) : Number(digits);
  return sign === "-" ? -value : value;
}

/** @throws IllegalArgumentException where no record could be looked at; asked when a schema is to be found */
export function checkSamplingRatio(ratio: number): void {
  if (!(ratio > 0)) throw invalidOption("samplingRatio", String(ratio), "it must be greater than 0");
}

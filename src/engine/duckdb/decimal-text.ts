/** A decimal's text from its digits: `-5` with scale 2 is `-0.05`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * The digits of a decimal's text at a scale: `1.5` at scale 2 is `150`. Digits behind the scale are dropped, as none should be there.
 *
 * @throws RangeError where the text is no decimal number
 */
export function unscaledOf(text: string, scale: number): bigint {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null || (match[2] === "" && (match[3] ?? "") === ""))
    throw new RangeError(`${text} is not a decimal number`);
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent) + scale;
  const unsigned = BigInt((point <= 0 ? "" : digits.slice(0, point).padEnd(point, "0")) || "0");
  return sign === "-" ? -unsigned : unsigned;
}

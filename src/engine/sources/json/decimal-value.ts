const javaDecimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * A decimal number's text at a type's scale, rounded half up; undefined where it is no number or has too many digits.
 *
 * @param text - as Java's BigDecimal reads it: `12`, `-1.5e3`, `.5`
 */
export function decimalOfText(text: string, precision: number, scale: number): string | undefined {
  const match = javaDecimal.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponentText = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  const exponent = Number(exponentText);
  if (digits === "") return unscaledText(0n, scale);
  // Digits in front of the point; beyond these bounds the value is too large, or rounds to nothing.
  const magnitude = digits.length - fraction.length + exponent;
  if (magnitude > precision - scale) return undefined;
  if (magnitude < -scale) return unscaledText(0n, scale);
  const surplus = fraction.length - exponent - scale;
  let unscaled = BigInt(digits);
  if (surplus <= 0) unscaled *= 10n ** BigInt(-surplus);
  else {
    const unit = 10n ** BigInt(surplus);
    unscaled = (2n * unscaled + unit) / (2n * unit);
  }
  if (unscaled >= 10n ** BigInt(precision)) return undefined;
  return unscaledText(sign === "-" ? -unscaled : unscaled, scale);
}

function unscaledText(value: bigint, scale: number): string {
  if (scale === 0) return value.toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * A double as Java 19 and later print it: the shortest digits that mean this number, `1.0E7` from ten million on. (Older Java
 * prints needless digits for some numbers.)
 */
export function doubleText(value: number): string {
  return javaText(value, (digits) => Number(digits) === value, String(Math.abs(value)));
}

/** A number of 32 bits as Java prints a float. */
export function floatText(value: number): string {
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return javaText(value, () => true, String(magnitude));
  let precision = 1;
  while (Math.fround(Number(magnitude.toPrecision(precision))) !== magnitude) precision++;
  return javaText(value, (digits) => Math.fround(Number(digits)) === value, magnitude.toPrecision(precision));
}

/** @param shortest - the shortest text that reads as the number without its sign */
function javaText(value: number, isSame: (text: string) => boolean, shortest: string): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  if (value === 0) return `${sign}0.0`;
  let [digits, exponent] = parse(shortest);
  // Java prints two digits at least, and the nearest ones: 4.9E-324, where one digit would do.
  if (digits.length === 1 && isSame(sign + Math.abs(value).toPrecision(2)))
    [digits, exponent] = parse(Math.abs(value).toPrecision(2));
  if (exponent >= 7 || exponent < -3) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** `0.00120` → digits `12`, exponent -3: the number is 1.2 × 10^-3. */
function parse(text: string): [digits: string, exponent: number] {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = /^0*/.exec(all)![0].length;
  return [all.slice(leading).replace(/0+$/, "") || "0", Number(power) + whole.length - 1 - leading];
}

/** A decimal as Java prints a BigDecimal: `1.000E-7` where plain text would begin with many zeros. */
export function bigDecimalText(plain: string): string {
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(plain) ?? [];
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  const exponent = digits.length - 1 - fraction.length;
  if (exponent >= -6) return plain;
  return `${sign === "-" ? "-" : ""}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}E${exponent}`;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\x1a",
  // These keep the back slash: they are escapes of LIKE patterns.
  "%": "\\%",
  _: "\\_",
};

const escaped = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([01][0-7]{2})|([\s\S]))/g;

/**
 * The value of a string literal's text between the quotes.
 *
 * @see org.apache.spark.sql.catalyst.util.SparkParserUtils.unescapeSQLString
 */
export function unescapeString(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(escaped, (_all, short?: string, long?: string, octal?: string, char?: string) => {
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
    if (long !== undefined) {
      const code = Number.parseInt(long, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
    }
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return escapes[char!] ?? char!;
  });
}

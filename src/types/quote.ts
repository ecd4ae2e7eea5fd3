/** A name in back quotes, as Spark's errors show it. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** A dotted name with each part in back quotes. */
export function quoteParts(parts: readonly string[]): string {
  return parts.map(quoteName).join(".");
}

/** A name as DDL and SQL write it: in back quotes unless it is a plain identifier. */
export function quoteIfNeeded(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : quoteName(name);
}

/** A text as a string literal of DDL. */
export function quoteComment(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** A type as errors name it: `"BIGINT"`. */
export function quoteType(sql: string): string {
  return `"${sql.toUpperCase()}"`;
}

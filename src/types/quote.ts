/** A name as DDL and SQL write it: in backquotes unless it is a plain identifier. */
export function quoteIfNeeded(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

/** A text as a string literal of DDL. */
export function quoteComment(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** A type as errors name it: `"BIGINT"`. */
export function quoteType(sql: string): string {
  return `"${sql.toUpperCase()}"`;
}

/** A name in back quotes. */
export const quote = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A dotted name with each part in back quotes, as error messages show it. */
export const quoteParts = (parts: readonly string[]): string => parts.map(quote).join(".");

/** A name in back quotes only where it needs them. */
export const quoteIfNeeded = (name: string): string =>
  /^[a-zA-Z0-9_]+$/.test(name) && !/^\d+$/.test(name) ? name : quote(name);

import { quoteName } from "../../types/index.ts";

export { quoteName as quote, quoteParts } from "../../types/index.ts";

/** A name in back quotes only where automatic names and suggestions need them: other than in DDL, `1a` stands as it is. */
export const quoteIfNeeded = (name: string): string =>
  /^[a-zA-Z0-9_]+$/.test(name) && !/^\d+$/.test(name) ? name : quoteName(name);

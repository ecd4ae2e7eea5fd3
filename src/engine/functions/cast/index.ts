export { type CastMode, castSql } from "./cast-sql.ts";
export { castable, castRefusal } from "./castable.ts";
export { lowBits } from "./numbers.ts";
export { prettyText, textSql } from "./to-text.ts";

export { castable, castRefusal } from "./castable.ts";
export { type CastMode, castSql } from "./cast-sql.ts";
export { textSql } from "./to-text.ts";

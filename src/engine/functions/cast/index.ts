export { type CastMode, castSql } from "./cast-sql.ts";
export { castable, castRefusal } from "./castable.ts";
export { textSql } from "./to-text.ts";

import { objectName } from "../from.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { Statement } from "../statement.ts";
import { isDatabase } from "./create.ts";

const notDropped = new Set(["INDEX", "VARIABLE", "MATERIALIZED", "STREAMING", "FLOW"]);

/** `DROP …`. */
export function drop(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.expect("DROP");
  if (isDatabase(parser)) {
    const ifExists = tokens.accept("IF", "EXISTS");
    const name = objectName(parser);
    const cascade = tokens.accept("CASCADE");
    if (!cascade) tokens.accept("RESTRICT");
    return { kind: "dropDatabase", name, ifExists, cascade };
  }
  const temporary = tokens.accept("TEMPORARY") || tokens.accept("TEMP");
  if (tokens.accept("FUNCTION")) {
    const ifExists = tokens.accept("IF", "EXISTS");
    return { kind: "dropFunction", temporary, ifExists, name: objectName(parser) };
  }
  const word = tokens.peek();
  if (temporary || (word.key !== "VIEW" && word.key !== "TABLE")) {
    if (!notDropped.has(word.key)) throw tokens.unexpected();
    throw unsupported(`DROP ${word.key}`, "Tables, views, functions and databases can be dropped.");
  }
  tokens.next();
  const ifExists = tokens.accept("IF", "EXISTS");
  const name = objectName(parser);
  if (word.key === "TABLE") tokens.accept("PURGE");
  return { kind: "drop", object: word.key === "VIEW" ? "view" : "table", name, ifExists };
}

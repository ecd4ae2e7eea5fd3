import { StructField, StructType } from "../../../types/index.ts";
import { dataType } from "../data-type.ts";
import { objectName } from "../from.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { CreateFunctionStatement } from "../statement.ts";
import { clauses } from "./clauses.ts";
import { columnDefinitions } from "./columns.ts";
import { queryStarters } from "./starters.ts";

/** What stands behind `CREATE [OR REPLACE] [TEMPORARY] FUNCTION`. */
export function createFunction(
  options: Pick<CreateFunctionStatement, "replace" | "temporary">,
  parser: Parser,
): CreateFunctionStatement {
  const { tokens } = parser;
  const from = tokens.index;
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  const name = objectName(parser);
  if (tokens.is("AS") || tokens.is("USING"))
    throw unsupported(
      "functions of Java classes",
      "Write the function in SQL: CREATE FUNCTION f(x INT) RETURNS INT RETURN ….",
    );
  const parameters = columnDefinitions(parser);
  let isTable = false;
  let returns: StructType | undefined;
  if (tokens.accept("RETURNS")) {
    isTable = tokens.accept("TABLE");
    if (!isTable) returns = new StructType([new StructField("", dataType(parser))]);
    else if (tokens.is("(")) returns = columnDefinitions(parser);
  }
  const comment = characteristics(parser);
  tokens.expect("RETURN");
  const routineName = name.join(".");
  const names = repeated(parameters.names);
  if (names !== undefined) throw tokens.invalid("DUPLICATE_ROUTINE_PARAMETER_NAMES", { routineName, names }, from);
  const columns = isTable && returns !== undefined ? repeated(returns.names) : undefined;
  if (columns !== undefined) throw tokens.invalid("DUPLICATE_ROUTINE_RETURNS_COLUMNS", { routineName, columns }, from);
  const start = tokens.index;
  const bodyIsQuery = tokens.isAny(queryStarters) && !(tokens.is("(") && !isTable);
  if (bodyIsQuery || isTable) parser.query();
  else parser.expression();
  const span = tokens.spanFrom(start);
  return {
    kind: "createFunction",
    name,
    ...options,
    ifNotExists,
    parameters,
    ...(returns && { returns }),
    isTable,
    ...(comment !== undefined && { comment }),
    body: tokens.text.slice(span.start, span.end),
    bodyIsQuery: bodyIsQuery || isTable,
  };
}

/** What may stand between the result and the body, in any order, each once. @returns the comment */
function characteristics(parser: Parser): string | undefined {
  const { tokens } = parser;
  let comment: string | undefined;
  clauses(parser, () => {
    if (tokens.accept("COMMENT")) {
      comment = stringValue(parser);
      return "COMMENT";
    }
    if (tokens.accept("LANGUAGE")) {
      const language = tokens.identifier();
      if (language.toUpperCase() !== "SQL")
        throw unsupported(`functions in ${language}`, "Register the function from the program: spark.udf.register.");
      return "LANGUAGE";
    }
    if (tokens.accept("DETERMINISTIC") || tokens.accept("NOT", "DETERMINISTIC")) return "DETERMINISTIC";
    if (tokens.accept("CONTAINS", "SQL") || tokens.accept("READS", "SQL", "DATA")) return "SQL DATA ACCESS";
    const isSecurity = tokens.accept("SQL", "SECURITY", "DEFINER") || tokens.accept("SQL", "SECURITY", "INVOKER");
    return isSecurity ? "SQL SECURITY" : undefined;
  });
  return comment;
}

/** The names that stand more than once, in any case, each told once. */
function repeated(names: readonly string[]): string | undefined {
  const folded = names.map((name) => name.toLowerCase());
  const twice = names.filter((_, at) => folded.indexOf(folded[at]!) < at);
  return twice.length === 0 ? undefined : [...new Set(twice)].map((name) => `\`${name}\``).join(", ");
}

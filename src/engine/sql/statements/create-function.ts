import { StructField, StructType } from "../../../types/index.ts";
import { dataType } from "../data-type.ts";
import { objectName } from "../from.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { CreateFunctionStatement } from "../statement.ts";
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
  const names = parameters.names.map((one) => one.toLowerCase());
  const twice = parameters.names.filter((_, at) => names.indexOf(names[at]!) < at);
  let isTable = false;
  let returns: StructType | undefined;
  if (tokens.accept("RETURNS")) {
    isTable = tokens.accept("TABLE");
    if (!isTable) returns = new StructType([new StructField("", dataType(parser))]);
    else if (tokens.is("(")) returns = columnDefinitions(parser);
  }
  const comment = characteristics(parser);
  tokens.expect("RETURN");
  if (twice.length > 0)
    throw tokens.invalid(
      "DUPLICATE_ROUTINE_PARAMETER_NAMES",
      { routineName: name.join("."), names: [...new Set(twice)].map((one) => `\`${one}\``).join(", ") },
      from,
    );
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

/** What may stand between the result and the body, in any order. @returns the comment */
function characteristics(parser: Parser): string | undefined {
  const { tokens } = parser;
  let comment: string | undefined;
  for (;;) {
    if (tokens.accept("COMMENT")) comment = stringValue(parser);
    else if (tokens.accept("LANGUAGE")) {
      const language = tokens.identifier();
      if (language.toUpperCase() !== "SQL")
        throw unsupported(`functions in ${language}`, "Register the function from the program: spark.udf.register.");
    } else if (
      !tokens.accept("DETERMINISTIC") &&
      !tokens.accept("NOT", "DETERMINISTIC") &&
      !tokens.accept("CONTAINS", "SQL") &&
      !tokens.accept("READS", "SQL", "DATA") &&
      !tokens.accept("SQL", "SECURITY", "DEFINER") &&
      !tokens.accept("SQL", "SECURITY", "INVOKER")
    )
      return comment;
  }
}

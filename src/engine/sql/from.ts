import type { Expression, JoinRelation, JoinType, Relation } from "../plan/index.ts";
import { aliased, identifierList, named } from "./alias.ts";
import { functionCall } from "./call.ts";
import { multipartIdentifier } from "./identifier.ts";
import { intervalLiteral, isIntervalLiteral } from "./interval-literal.ts";
import { constantString } from "./literal.ts";
import { isQueryStart } from "./lookahead.ts";
import type { Parser } from "./parser.ts";
import { pivotClause, unpivotClause } from "./pivot.ts";
import { rowValues } from "./primary.ts";
import { tableSample } from "./sample.ts";

/** The name that Spark gives a subquery without one; it hides the names inside. */
const anonymous = "__auto_generated_subquery_name";

/** `FROM a, b JOIN c …` with what stands behind it; the next token is FROM. */
export function fromClause(parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("FROM");
  let relation = tableExpression(parser);
  while (tokens.accept(",")) {
    const lateral = isLateral(parser) && tokens.accept("LATERAL");
    const right = relationPrimary(parser, lateral);
    // A join behind the comma sees what is in front of it.
    const both: Relation = { kind: "join", left: relation, right, type: "inner", ...(lateral && { lateral: true }) };
    relation = extended(both, parser);
  }
  const viewed = lateralViews(relation, parser);
  return viewed === relation ? relation : pivoted(viewed, parser);
}

/** A relation with its joins. LATERAL before the first one has nothing to look at. */
function tableExpression(parser: Parser): Relation {
  const { tokens } = parser;
  const lateral = isLateral(parser) && tokens.accept("LATERAL");
  return extended(relationPrimary(parser, lateral), parser);
}

const isLateral = ({ tokens }: Parser): boolean =>
  tokens.is("LATERAL") && (tokens.isIdentifier(1) || tokens.peek(1).key === "(");

/** Joins, PIVOT and UNPIVOT behind a relation. */
function extended(first: Relation, parser: Parser): Relation {
  let relation = first;
  for (;;) {
    const next = join(relation, parser) ?? pivoted(relation, parser);
    if (next === relation) return relation;
    relation = next;
  }
}

function pivoted(relation: Relation, parser: Parser): Relation {
  if (parser.tokens.is("PIVOT", "(")) return named(pivotClause(relation, parser), parser);
  return isUnpivot(parser) ? named(unpivotClause(relation, parser), parser) : relation;
}

const isUnpivot = ({ tokens }: Parser): boolean =>
  tokens.is("UNPIVOT") && ["(", "INCLUDE", "EXCLUDE"].includes(tokens.peek(1).key);

/** `[NATURAL] [LEFT] JOIN [LATERAL] right [ON … | USING (…)]`; undefined where no join follows. */
export function join(left: Relation, parser: Parser): Relation | undefined {
  const { tokens } = parser;
  const from = tokens.index;
  const natural = tokens.is("NATURAL") && tokens.accept("NATURAL");
  const type = joinType(parser);
  if (type === undefined) {
    if (natural) throw tokens.unexpected();
    return undefined;
  }
  const lateral = isLateral(parser) && tokens.accept("LATERAL");
  const right = relationPrimary(parser, lateral);
  if (lateral && !["inner", "left", "cross"].includes(type))
    throw tokens.invalid("INVALID_LATERAL_JOIN_TYPE", { joinType: joinNames[type] ?? type.toUpperCase() }, from);
  const criteria: Pick<JoinRelation, "condition" | "using"> = natural ? {} : joinCriteria(parser);
  return {
    kind: "join",
    left,
    right,
    type,
    ...criteria,
    ...(natural && { natural: true }),
    ...(lateral && { lateral: true }),
  };
}

const joinNames: Partial<Record<JoinType, string>> = {
  right: "RIGHT OUTER",
  full: "FULL OUTER",
  leftSemi: "LEFT SEMI",
  leftAnti: "LEFT ANTI",
};

function joinCriteria(parser: Parser): Pick<JoinRelation, "condition" | "using"> {
  const { tokens } = parser;
  if (tokens.accept("ON")) return { condition: parser.expression() };
  return tokens.accept("USING") ? { using: identifierList(parser) } : {};
}

const joinTypes: readonly (readonly [words: readonly string[], type: JoinType])[] = [
  [["JOIN"], "inner"],
  [["INNER", "JOIN"], "inner"],
  [["CROSS", "JOIN"], "cross"],
  [["LEFT", "OUTER", "JOIN"], "left"],
  [["LEFT", "SEMI", "JOIN"], "leftSemi"],
  [["LEFT", "ANTI", "JOIN"], "leftAnti"],
  [["LEFT", "JOIN"], "left"],
  [["SEMI", "JOIN"], "leftSemi"],
  [["ANTI", "JOIN"], "leftAnti"],
  [["RIGHT", "OUTER", "JOIN"], "right"],
  [["RIGHT", "JOIN"], "right"],
  [["FULL", "OUTER", "JOIN"], "full"],
  [["FULL", "JOIN"], "full"],
];
const joinStarters = new Set(joinTypes.map(([[first]]) => first!));

function joinType({ tokens }: Parser): JoinType | undefined {
  if (!tokens.isAny(joinStarters)) return undefined;
  const found = joinTypes.find(([words]) => tokens.accept(...words));
  if (found !== undefined) return found[1];
  tokens.next();
  tokens.accept("OUTER");
  throw tokens.unexpected();
}

function relationPrimary(parser: Parser, lateral: boolean): Relation {
  const { tokens } = parser;
  if (tokens.is("(")) {
    if (isQueryStart(tokens, tokens.index + 1)) return subquery(parser);
    if (lateral) throw tokens.invalid(lateralCondition, {}, tokens.index);
    return parenthesized(parser);
  }
  if (tokens.is("VALUES") && (tokens.peek(1).kind !== "symbol" || tokens.peek(1).key === "("))
    return inlineTable(parser);
  const from = tokens.index;
  const streaming = tokens.is("STREAM") && isStream(parser);
  if (streaming) return streamTable(parser);
  const name = multipartIdentifier(parser, parseName);
  if (tokens.is("(")) return tableFunction(name.join("."), from, parser);
  if (lateral) throw tokens.invalid(lateralCondition, {}, from);
  return namedTable(name, false, from, parser);
}

const lateralCondition = "INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC";

const parseName = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:[^`]|``)*)`|[^.`]+/g)].map(([all, quoted]) => quoted?.replaceAll("``", "`") ?? all);

/** `STREAM t` and `STREAM(t)` read a table as a stream; STREAM alone is a table. */
function isStream({ tokens }: Parser): boolean {
  return tokens.peek(1).key === "(" || (tokens.isIdentifier(1) && tokens.peek(1).key !== "AS");
}

function streamTable(parser: Parser): Relation {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.expect("STREAM");
  const inParentheses = tokens.accept("(");
  const name = multipartIdentifier(parser, parseName);
  if (inParentheses) tokens.expect(")");
  return namedTable(name, true, from, parser);
}

function namedTable(name: readonly string[], streaming: boolean, from: number, parser: Parser): Relation {
  const { tokens } = parser;
  const asOf = timeTravel(parser);
  const options = tokens.accept("WITH", "(") ? endOfOptions(parser) : {};
  const table: Relation = tokens.place(
    { kind: "table", name, options, streaming, ...(asOf && { asOf: true as const }) },
    from,
  );
  return aliased(watermark(tableSample(table, parser), parser), parser);
}

/** `WATERMARK column DELAY OF interval` behind a table. */
function watermark(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  if (!tokens.is("WATERMARK") || !tokens.isIdentifier(1) || tokens.peek(2).key !== "DELAY") return input;
  tokens.next();
  const column = tokens.identifier();
  tokens.expect("DELAY", "OF");
  const from = tokens.index;
  if (!isIntervalLiteral(parser)) throw tokens.unexpected();
  intervalLiteral(parser);
  const { end, start } = tokens.spanFrom(from);
  const delay = tokens.text
    .slice(start, end)
    .replace(/^interval\s*/i, "")
    .replaceAll("'", "");
  return { kind: "watermark", input, column, delay };
}

/** `[FOR] VERSION | TIMESTAMP AS OF …`, which only says that it is there: tables of files have no earlier rows. */
function timeTravel(parser: Parser): boolean {
  const { tokens } = parser;
  if (!isTimeTravel(parser)) return false;
  tokens.accept("FOR");
  tokens.next();
  tokens.expect("AS", "OF");
  parser.valueExpression();
  return true;
}

function isTimeTravel({ tokens }: Parser): boolean {
  const word = tokens.is("FOR") ? tokens.peek(1).key : tokens.peek().key;
  const behind = tokens.peek(tokens.is("FOR") ? 2 : 1).key;
  return ["VERSION", "SYSTEM_VERSION", "TIMESTAMP", "SYSTEM_TIME"].includes(word) && behind === "AS";
}

/** `'key' = 'value', …)`. @throws ParseException `DUPLICATE_KEY` */
function endOfOptions(parser: Parser): Record<string, string> {
  const { tokens } = parser;
  const from = tokens.index;
  const options = tokens.list(() => option(parser));
  tokens.expect(")");
  const keys = options.map(([key]) => key);
  const twice = keys.find((key, at) => keys.indexOf(key) < at);
  if (twice !== undefined) throw tokens.invalid("DUPLICATE_KEY", { keyColumn: `\`${twice}\`` }, from);
  return Object.fromEntries(options);
}

/** `('key' = 'value', a.b 1)`. */
export function optionList(parser: Parser): Record<string, string> {
  parser.tokens.expect("(");
  return endOfOptions(parser);
}

function option(parser: Parser): [key: string, value: string] {
  const { tokens } = parser;
  const key =
    tokens.peek().kind === "string" ? constantString(parser) : multipartIdentifier(parser, parseName).join(".");
  tokens.accept("=");
  const sign = tokens.accept("-") ? "-" : "";
  const token = tokens.peek();
  if (token.kind === "string") return [key, constantString(parser)];
  if (token.kind !== "number" && token.key !== "TRUE" && token.key !== "FALSE") throw tokens.unexpected();
  tokens.next();
  return [key, sign + (token.kind === "number" ? token.text : token.text.toLowerCase())];
}

/** `name [TABLESAMPLE …] [alias]` where a table has to stand. */
export function tableName(parser: Parser): Relation {
  const from = parser.tokens.index;
  const name = multipartIdentifier(parser, parseName);
  return parser.tokens.place({ kind: "table", name, options: {}, streaming: false }, from);
}

/** The name of a table or view in a statement. */
export function objectName(parser: Parser): readonly string[] {
  return multipartIdentifier(parser, parseName);
}

function subquery(parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("(");
  const plan = parser.query();
  tokens.expect(")");
  return aliased(tableSample(plan, parser), parser, anonymous);
}

/** `(a JOIN b ON …) [alias]`. */
function parenthesized(parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("(");
  const relation = tableExpression(parser);
  tokens.expect(")");
  return aliased(tableSample(relation, parser), parser);
}

function tableFunction(name: string, begin: number, parser: Parser): Relation {
  const { tokens } = parser;
  const from = tokens.index;
  const call = functionCall(name, parser);
  if (call.kind !== "call" || call.distinct || call.filter || call.withinGroup || call.ignoreNulls)
    throw tokens.unexpected(tokens.at(from));
  return aliased(tokens.place({ kind: "tableFunction", name, args: call.args }, begin), parser);
}

/** `VALUES (1, 'a'), (2, 'b') [AS v(x, y)]`. */
export function inlineTable(parser: Parser): Relation {
  const { tokens } = parser;
  tokens.expect("VALUES");
  const rows = tokens.list((): readonly Expression[] => {
    const value = parser.expression();
    if (value.kind === "call" && value.name.toLowerCase() === "struct")
      return value.args.map((arg) => (arg.kind === "alias" ? arg.child : arg));
    return rowValues(value) ?? [value];
  });
  return aliased({ kind: "values", rows }, parser);
}

/** `LATERAL VIEW [OUTER] explode(a) t AS x, y`, any number of them. */
export function lateralViews(input: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  let relation = input;
  while (tokens.accept("LATERAL", "VIEW")) {
    const outer = tokens.is("OUTER") && tokens.isIdentifier(1) && tokens.accept("OUTER");
    const name = multipartIdentifier(parser, parseName).join(".");
    const generator = functionCall(name, parser);
    const table = tokens.is("AS") || !tokens.isIdentifier() || endsView(parser) ? undefined : tokens.identifier();
    const hasColumns = tokens.accept("AS") || (tokens.isIdentifier() && !endsView(parser));
    if (table === undefined && !hasColumns) throw tokens.unexpected();
    const columns = hasColumns ? tokens.list(() => tokens.identifier()) : [];
    relation = { kind: "lateralView", input: relation, generator, outer, columns, ...(table && { table }) };
  }
  return relation;
}

const viewEnds = new Set(["LATERAL", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE"]);
const moreViewEnds = new Set([
  "LIMIT",
  "OFFSET",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "MINUS",
  "PIVOT",
  "UNPIVOT",
  "SELECT",
]);

const endsView = ({ tokens }: Parser): boolean => tokens.isAny(viewEnds) || tokens.isAny(moreViewEnds);

import type { AliasExpression, Expression, Relation } from "../plan/index.ts";
import { withName } from "./alias.ts";
import { fromClause, lateralViews } from "./from.ts";
import { type GroupingClause, groupingClause } from "./grouping.ts";
import { isClause } from "./lookahead.ts";
import { unsupported } from "./parse-error.ts";
import type { Parser } from "./parser.ts";
import { windowClause } from "./window.ts";

/** `SELECT … [FROM …] [WHERE …] [GROUP BY …] [HAVING …] [WINDOW …]`. */
export function querySpecification(parser: Parser): Relation {
  const { tokens } = parser;
  const select = selectClause(parser);
  const input: Relation = tokens.is("FROM") ? fromClause(parser) : { kind: "oneRow" };
  return endOfSelect(select, input, parser);
}

/** `FROM … SELECT …`; FROM alone is a query too. */
export function queryFrom(parser: Parser): Relation {
  const { tokens } = parser;
  const input = fromClause(parser);
  if (!tokens.is("SELECT")) return input;
  const relation = endOfSelect(selectClause(parser), input, parser);
  if (tokens.is("SELECT")) throw unsupported("several SELECTs behind one FROM", "Write a UNION ALL of queries.");
  return relation;
}

/** `SELECT …` over a relation that has been read already. */
export const selectOver = (input: Relation, parser: Parser): Relation =>
  endOfSelect(selectClause(parser), input, parser);

interface SelectClause {
  readonly distinct: boolean;
  readonly expressions: readonly Expression[];
  readonly hints: readonly { readonly name: string; readonly parameters: readonly Expression[] }[];
}

function selectClause(parser: Parser): SelectClause {
  const { tokens } = parser;
  tokens.expect("SELECT");
  const hints: SelectClause["hints"][number][] = [];
  while (tokens.accept("/*+")) {
    while (!tokens.accept("*/")) {
      const name = tokens.identifier();
      const parameters = tokens.is("(") ? tokens.parenthesized(() => parser.expression()) : [];
      hints.push({ name, parameters });
      tokens.accept(",");
    }
  }
  if (tokens.is("TRANSFORM", "(")) refuseScript(parser);
  const distinct = isQuantifier("DISTINCT", parser) && tokens.accept("DISTINCT");
  if (!distinct && isQuantifier("ALL", parser)) tokens.next();
  return { distinct, expressions: selectList(parser), hints };
}

/** `SELECT TRANSFORM(a) USING 'script'`; without USING it is the function. */
function refuseScript({ tokens }: Parser): void {
  const behind = tokens.at(tokens.peek(1).match + 1).key;
  if (tokens.peek(1).match >= 0 && (behind === "USING" || behind === "ROW"))
    throw unsupported("SELECT TRANSFORM with a script", "Write it with the built-in functions, or use foreachBatch.");
}

/** `a, b AS c, d`. */
export function selectList(parser: Parser): Expression[] {
  const { tokens } = parser;
  return tokens.list(() => {
    const before = tokens.at(tokens.index - 1);
    const isTrailingComma = before.key === "," && tokens.is("FROM") && tokens.isIdentifier(1);
    if (isTrailingComma) throw tokens.invalid("TRAILING_COMMA_IN_SELECT", {}, tokens.index - 1);
    return namedExpression(parser);
  });
}

/** DISTINCT and ALL begin the list, but may be columns as well. */
function isQuantifier(word: string, { tokens }: Parser): boolean {
  const { kind, key } = tokens.peek(1);
  if (!tokens.is(word) || kind === "end" || key === "FROM" || key === "AS") return false;
  return kind !== "symbol" || ["(", "*", "-", "+", "~", "!", ":"].includes(key);
}

/** An expression with or without a name; a generator may give several: `AS (k, v)`. */
export function namedExpression(parser: Parser): Expression | AliasExpression {
  return withName(parser.expression(), parser);
}

function endOfSelect(select: SelectClause, from: Relation, parser: Parser): Relation {
  const { tokens } = parser;
  let input = lateralViews(from, parser);
  if (tokens.accept("WHERE")) input = { kind: "filter", input, condition: parser.expression() };
  const grouping = tokens.accept("GROUP", "BY") ? groupingClause(parser) : undefined;
  const having = tokens.accept("HAVING") ? parser.expression() : undefined;
  // The two may come in either order; windows of QUALIFY too may have their definition in the other clause.
  let qualify = qualifyClause(parser);
  if (tokens.accept("WINDOW")) windowClause(parser, () => (qualify ??= qualifyClause(parser)));

  let relation = projected(input, select.expressions, grouping, having);
  if (qualify) relation = { kind: "filter", input: relation, condition: qualify, qualify: true };
  if (select.distinct) relation = { kind: "deduplicate", input: relation, columns: "distinct", withinWatermark: false };
  return select.hints.reduceRight<Relation>((inner, hint) => ({ kind: "hint", input: inner, ...hint }), relation);
}

function qualifyClause(parser: Parser): Expression | undefined {
  return isClause(parser.tokens) && parser.tokens.accept("QUALIFY") ? parser.expression() : undefined;
}

/** HAVING without GROUP BY groups all rows into one. */
function projected(
  input: Relation,
  expressions: readonly Expression[],
  clause: GroupingClause | undefined,
  having: Expression | undefined,
): Relation {
  if (clause === undefined && having === undefined) return { kind: "project", input, expressions };
  return {
    kind: "aggregate",
    input,
    grouping: clause?.grouping ?? { type: "groupBy" },
    keys: clause?.keys ?? [],
    aggregates: expressions,
    includeKeys: false,
    ...(having && { having }),
    ...(clause?.all && { groupByAll: true }),
  };
}

import type { Expression, Grouping } from "../plan/index.ts";
import type { Parser } from "./parser.ts";

/** What GROUP BY says. */
export interface GroupingClause {
  readonly grouping: Grouping;
  readonly keys: readonly Expression[];
  /** `GROUP BY ALL`. */
  readonly all: boolean;
}

type Sets = readonly (readonly Expression[])[];

/** One item of GROUP BY: the key, or the grouping sets that it stands for. */
type Item =
  | { readonly type: "key"; readonly key: Expression }
  | { readonly type: "rollup" | "cube"; readonly groups: Sets }
  | { readonly type: "sets"; readonly sets: Sets };

/** The list behind `GROUP BY`. */
export function groupingClause(parser: Parser): GroupingClause {
  const { tokens } = parser;
  if (tokens.is("ALL") && !["(", ".", ","].includes(tokens.peek(1).key)) {
    tokens.next();
    return { grouping: { type: "groupBy" }, keys: [], all: true };
  }
  const items = tokens.list(() => item(parser));
  if (items.every((one) => one.type === "key")) {
    const keys = items.map(({ key }) => key);
    if (tokens.accept("WITH", "ROLLUP")) return { grouping: { type: "rollup" }, keys, all: false };
    if (tokens.accept("WITH", "CUBE")) return { grouping: { type: "cube" }, keys, all: false };
    if (tokens.is("GROUPING", "SETS", "(")) {
      tokens.accept("GROUPING", "SETS");
      const sets = groupingSets(parser);
      return { grouping: { type: "groupingSets", sets }, keys: distinct([...keys, ...sets.flat()]), all: false };
    }
    return { grouping: { type: "groupBy" }, keys, all: false };
  }
  return withSets(items);
}

/** One ROLLUP or CUBE of single keys has a form of its own; everything else becomes grouping sets. */
function withSets(items: readonly Item[]): GroupingClause {
  const [only] = items;
  if (items.length === 1 && (only?.type === "rollup" || only?.type === "cube")) {
    if (only.groups.every((group) => group.length === 1))
      return { grouping: { type: only.type }, keys: only.groups.flat(), all: false };
  }
  const sets = items.map(setsOf).reduce(product, [[]]);
  const keys = distinct(items.flatMap((one) => (one.type === "key" ? [one.key] : groupsOf(one).flat())));
  return { grouping: { type: "groupingSets", sets }, keys, all: false };
}

const groupsOf = (one: Exclude<Item, { type: "key" }>): Sets => (one.type === "sets" ? one.sets : one.groups);

function item(parser: Parser): Item {
  const { tokens } = parser;
  if (tokens.is("GROUPING", "SETS", "(")) {
    tokens.accept("GROUPING", "SETS");
    return { type: "sets", sets: groupingSets(parser) };
  }
  if (tokens.is("ROLLUP", "(") || tokens.is("CUBE", "(")) {
    const type = tokens.next().key === "ROLLUP" ? "rollup" : "cube";
    return { type, groups: tokens.parenthesized(() => group(parser)) };
  }
  return { type: "key", key: parser.expression() };
}

/** `((a, b), a, (), ROLLUP(c))`: an item is a set, or stands for several. */
function groupingSets(parser: Parser): Sets {
  const { tokens } = parser;
  return tokens
    .parenthesized((): Sets => {
      if (!tokens.is("GROUPING", "SETS", "(") && !tokens.is("ROLLUP", "(") && !tokens.is("CUBE", "("))
        return [group(parser)];
      return setsOf(item(parser));
    })
    .flat();
}

/** `a` or `(a, b)` or `()`. */
function group(parser: Parser): readonly Expression[] {
  const { tokens } = parser;
  if (tokens.accept("(", ")")) return [];
  const close = tokens.peek().match;
  const isWhole = close >= 0 && [",", ")"].includes(tokens.at(close + 1).key);
  if (!tokens.is("(") || !isWhole) return [parser.expression()];
  return tokens.parenthesized(() => parser.expression());
}

function setsOf(one: Item): Sets {
  switch (one.type) {
    case "key":
      return [[one.key]];
    case "sets":
      return one.sets;
    case "rollup":
      return [...one.groups, []].map((_group, index) => one.groups.slice(0, one.groups.length - index).flat());
    case "cube":
      return one.groups.map((group): Sets => [group, []]).reduce(product, [[]]);
  }
}

const product = (left: Sets, right: Sets): Sets => left.flatMap((one) => right.map((other) => [...one, ...other]));

function distinct(keys: readonly Expression[]): Expression[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    const form = JSON.stringify(key, (_name, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
    return !seen.has(form) && seen.add(form);
  });
}

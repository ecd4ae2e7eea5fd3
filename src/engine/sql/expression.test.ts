import { describe, expect, test } from "vitest";
import { Timestamp } from "../../types/index.ts";
import type { Expression, FrameBound } from "../plan/index.ts";
import { parseExpression, parseNamedExpression, parseSortItems } from "./index.ts";

/** A plan node in short: calls as `name(…)`, columns bare, literals with their type. */
function short(node: Expression): string {
  const list = (nodes: readonly Expression[]) => nodes.map(short).join(", ");
  switch (node.kind) {
    case "literal":
      return `${shown(node.value)}:${node.type.simpleString()}`;
    case "attribute":
      return node.parts.join(".");
    case "star":
      return [...node.target, "*"].join(".") + (node.except ? ` except ${node.except.join(",")}` : "");
    case "call": {
      const marks = [
        node.distinct && " distinct",
        node.filter && ` where ${short(node.filter)}`,
        node.ignoreNulls && " ignoreNulls",
        node.withinGroup && ` within ${list(node.withinGroup)}`,
      ];
      return `${node.name}(${list(node.args)})${marks.filter(Boolean).join("")}`;
    }
    case "alias":
      return `${short(node.child)} as ${node.names.join(",")}`;
    case "cast":
      return `${short(node.child)}::${node.mode === "try" ? "try " : ""}${node.type.simpleString()}`;
    case "sort":
      return `${short(node.child)} ${node.descending ? "desc" : "asc"} ${node.nullsFirst ? "first" : "last"}`;
    case "window": {
      const frame = node.frame && ` ${node.frame.unit} ${bound(node.frame.lower)}..${bound(node.frame.upper)}`;
      return `${short(node.function)} over (${list(node.partitionBy)}; ${list(node.orderBy)}${frame ?? ""})`;
    }
    case "lambda":
      return `(${node.parameters.join(",")}) -> ${short(node.body)}`;
    case "lambdaVariable":
      return `$${node.name}`;
    case "extract":
      return `${short(node.child)}[${short(node.extraction)}]`;
    case "subquery":
      return `${node.form}(${list(node.values)}; ${node.plan.kind})`;
    case "namedArgument":
      return `${node.name} => ${short(node.value)}`;
    default:
      return node.kind;
  }
}

function shown(value: unknown): string {
  if (value instanceof Timestamp) return value.toISOString();
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
}

const bound = (one: FrameBound<Expression>): string => (one.kind === "offset" ? short(one.value) : one.kind);

describe("operators", () => {
  test.each([
    ["a + b * c - d", "-(+(a, *(b, c)), d)"],
    ["a || b || c", "concat(concat(a, b), c)"],
    ["a <> b", "not(=(a, b))"],
    ["a !> b and a !< b", "and(<=(a, b), >=(a, b))"],
    ["not a = b or c and not d", "or(not(=(a, b)), and(c, not(d)))"],
    ["a or b or c or d or e", "or(or(or(a, b), c), or(d, e))"],
    ["a | b & c ^ d", "|(a, ^(&(b, c), d))"],
    ["a << b + c", "<<(a, +(b, c))"],
    ["-a * ~b + +c", "+(*(-(a), ~(b)), +(c))"],
    ["- 1 - -2", "-(-1:int, -2:int)"],
    ["a div b % c", "%(div(a, b), c)"],
    ["a is not null and b is null", "and(isnotnull(a), isnull(b))"],
    ["a is not true", "not(<=>(a, true:boolean))"],
    ["a is distinct from b", "not(<=>(a, b))"],
    ["a between b and c and d", "and(between(a, b, c), d)"],
    ["a not between 1 and 2", "not(between(a, 1:int, 2:int))"],
    ["a not in (1, 2)", "not(in(a, 1:int, 2:int))"],
    ["(a, b) in (select 1, 2)", "in(a, b; project)"],
    ["exists (select 1) and (select 1) = 1", "and(exists(; project), =(scalar(; project), 1:int))"],
    ["a not like b escape '|'", "not(like(a, b, |:string))"],
    ["a ilike b or a rlike c", "or(ilike(a, b), rlike(a, c))"],
    ["a like all (b, c)", "and(like(a, b), like(a, c))"],
    ["a not like any (b, c)", "or(not(like(a, b)), not(like(a, c)))"],
    ["a::int::string", "a::int::string"],
    ["try_cast(a as decimal(5,2))", "a::try decimal(5,2)"],
    ["cast(a as array<map<string,int>>)", "a::array<map<string,int>>"],
    ["a.b.c[0].d", "a.b.c[0:int][d:string]"],
    ["f(a).b['c']", "f(a)[b:string][c:string]"],
  ])("%s", (text, plan) => expect(short(parseExpression(text))).toBe(plan));
});

describe("calls and forms", () => {
  test.each([
    ["count(*)", "count(1:int)"],
    ["count(distinct *)", "count(*) distinct"],
    ["count(t.*)", "count(t.*)"],
    ["f(a, b => 1)", "f(a, b => 1:int)"],
    ["a.b.f(1)", "a.b.f(1:int)"],
    ["sum(a) filter (where b)", "sum(a) where b"],
    ["first(a ignore nulls)", "first(a) ignoreNulls"],
    ["percentile_cont(0.5) within group (order by a desc)", "percentile_cont(0.5:decimal(1,1)) within a desc last"],
    ["rank() over (partition by a order by b)", "rank() over (a; b asc first)"],
    ["sum(a) over (order by b rows 1 preceding)", "sum(a) over (; b asc first rows -(1:int)..currentRow)"],
    [
      "sum(a) over (order by b range between interval 1 day preceding and unbounded following)",
      "sum(a) over (; b asc first range -(86400000000:interval day)..unboundedFollowing)",
    ],
    ["case a when 1 then b else c end", "when(=(a, 1:int), b, c)"],
    ["case when a then b when c then d end", "when(a, b, c, d)"],
    ["extract(year from d)", "extract(year:string, d)"],
    ["trim(leading 'x' from s)", "ltrim(x:string, s)"],
    ["trim(both from s)", "trim(s)"],
    ["trim(s)", "trim(s)"],
    ["substring(s from 2 for 3)", "substring(s, 2:int, 3:int)"],
    ["position('a' in s)", "locate(a:string, s, 1:int)"],
    ["overlay(s placing 'a' from 1)", "overlay(s, a:string, 1:int, -1:int)"],
    ["dateadd(day, 1, d)", "timestampadd(day:string, 1:int, d)"],
    ["datediff(a, b)", "datediff(a, b)"],
    ["(a, 1)", "named_struct(a:string, a, col2:string, 1:int)"],
    ["struct(a as x, b)", "struct(a as x, b)"],
    ["transform(a, x -> x.y + z)", "transform(a, (x) -> +($x[y:string], z))"],
    ["aggregate(a, 0, (x, y) -> x + Y)", "aggregate(a, 0:int, (x,y) -> +($x, $y))"],
    ["f(x -> g(y -> x + y), x)", "f((x) -> g((y) -> +($x, $y)), x)"],
    ["identifier('a.b') + identifier('f')(1)", "+(a.b, f(1:int))"],
    ["current_date", "current_date"],
  ])("%s", (text, plan) => expect(short(parseExpression(text))).toBe(plan));
});

describe("literals", () => {
  test.each([
    ["1", "1:int"],
    ["2147483648", "2147483648:bigint"],
    ["-2147483648", "-2147483648:int"],
    ["9223372036854775808", "9223372036854775808:decimal(19,0)"],
    ["1Y", "1:tinyint"],
    ["1S", "1:smallint"],
    ["1L", "1:bigint"],
    ["1.5F", "1.5:float"],
    ["1.5D", "1.5:double"],
    ["1e3", "1000:double"],
    ["00.50", "0.50:decimal(2,2)"],
    ["-1.50", "-1.50:decimal(3,2)"],
    ["1.", "1:decimal(1,0)"],
    ["1e2BD", "100:decimal(3,0)"],
    ["0.00", "0.00:decimal(2,2)"],
    ["'it''s' \"x\"", "it'sx:string"],
    ["'a\\tb\\u0041\\%'", "a\tbA\\%:string"],
    ["r'a\\n'", "a\\n:string"],
    ["X'abc'", "0abc:binary"],
    ["null", "null:void"],
    ["date '2020-2-3'", "2020-02-03:date"],
    ["timestamp '2020-01-01T01:02:03.4+01:00'", "2020-01-01T00:02:03.400000Z:timestamp"],
    ["timestamp_ntz '2020-01-01 01:02'", "2020-01-01T01:02:00.000000Z:timestamp_ntz"],
    ["interval 1 day 2 hours", "93600000000:interval day to hour"],
    ["interval '1-2' year to month", "14:interval year to month"],
    ["interval -'1 02:03:04.5' day to second", "-93784500000:interval day to second"],
    ["interval '1 week'", "604800000000:interval day"],
    ["interval 1.5 seconds", "1500000:interval second"],
  ])("%s", (text, plan) => expect(short(parseExpression(text))).toBe(plan));

  test.each([
    ["2020-06-01 12:00:00", "2020-06-01T16:00:00.000000Z"],
    ["2020-01-01 12:00:00", "2020-01-01T17:00:00.000000Z"],
    // Skipped by the change to summer time.
    ["2020-03-08 02:30:00", "2020-03-08T07:30:00.000000Z"],
    // There twice: the earlier one.
    ["2020-11-01 01:30:00", "2020-11-01T05:30:00.000000Z"],
    ["2020-06-01 12:00:00Z", "2020-06-01T12:00:00.000000Z"],
  ])("timestamp '%s' in New York", (text, instant) => {
    const literal = parseExpression(`timestamp '${text}'`, { timeZone: "America/New_York" });
    expect(short(literal)).toBe(`${instant}:timestamp`);
  });
});

test("names", () => {
  expect(short(parseNamedExpression("a + 1 as `b c`"))).toBe("+(a, 1:int) as b c");
  expect(short(parseNamedExpression("explode(m) as (k, v)"))).toBe("explode(m) as k,v");
  expect(() => parseExpression("a as b")).toThrow("Syntax error at or near 'as'");
});

test("sort keys", () => {
  expect(parseSortItems("a, b desc, c nulls last").map(short)).toEqual(["a asc first", "b desc last", "c asc last"]);
});

test("parameters", () => {
  const one: Expression = parseExpression("1");
  const named = { parameters: { named: { x: one } } };
  expect(short(parseExpression("a + :x", named))).toBe("+(a, 1:int)");
  expect(short(parseExpression("? + ?", { parameters: { positional: [one, parseExpression("b")] } }))).toBe(
    "+(1:int, b)",
  );
  expect(() => parseExpression(":y", named)).toThrow(expect.objectContaining({ condition: "UNBOUND_SQL_PARAMETER" }));
  expect(() => parseExpression("?")).toThrow(expect.objectContaining({ condition: "UNBOUND_SQL_PARAMETER" }));
});

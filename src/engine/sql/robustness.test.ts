import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SparkException } from "../../common/index.ts";
import { parseExpression, parseQuery, parseStatement } from "./index.ts";

const words =
  "select from where group by order having limit offset union all except intersect join left on using lateral view with as " +
  "values table case when then else end cast exists in between and or not is null like over partition rows window pivot unpivot " +
  "for interval day to date timestamp x array map struct trim substring extract position overlay identifier stream tablesample " +
  "a b t 1 2.5 1e3 'x' \"y\" `q` ( ) [ ] , . ; :: : ? -> => = <> < > + - * / % || | & ^ ~ ! |> /*+ */ -- /* @ 表";
const soup = fc.array(fc.constantFrom(...words.split(" ")), { maxLength: 30 }).map((pieces) => pieces.join(" "));

function settles(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
  }
}

describe("any text parses or fails with a condition", () => {
  test.each([
    ["statements", soup],
    ["queries", soup.map((text) => `select ${text}`)],
    ["relations", soup.map((text) => `select * from ${text}`)],
    ["tables", soup.map((text) => `create table t ${text}`)],
    ["characters", fc.string({ maxLength: 60 })],
  ])("%s", (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => settles(() => parseStatement(text))),
      { numRuns: 2000 },
    );
  });
});

describe("large and deep statements", () => {
  test("a thousand parentheses", () => {
    const text = `${"(".repeat(1000)}1${")".repeat(1000)}`;
    expect(parseExpression(text)).toMatchObject({ kind: "literal", value: 1 });
  });

  test("nesting beyond the stack has a condition", () => {
    const text = `${"(".repeat(20_000)}1${" + 1)".repeat(20_000)}`;
    expect(() => parseExpression(text)).toThrow(expect.objectContaining({ condition: "FAILED_TO_PARSE_TOO_COMPLEX" }));
  });

  test("OR of five thousand terms is a shallow tree", () => {
    const terms = Array.from({ length: 5000 }, (_, index) => `a = ${index}`);
    let depth = 0;
    let node = parseExpression(terms.join(" or "));
    while (node.kind === "call" && node.name === "or") {
      depth += 1;
      node = node.args[0]!;
    }
    expect(depth).toBe(13);
  });

  test("many comments before a statement", () => {
    expect(parseStatement(`${"/* c */ ".repeat(500)}select 1`)).toMatchObject({ kind: "query" });
  });

  test("five thousand sums, columns and unions", () => {
    expect(parseExpression(Array.from({ length: 5000 }, () => "a").join(" + "))).toMatchObject({ name: "+" });
    const columns = Array.from({ length: 5000 }, (_, index) => `a as c${index}`).join(", ");
    expect(parseQuery(`select ${columns} from t`)).toMatchObject({ kind: "project" });
    const unions = Array.from({ length: 5000 }, () => "select 1").join(" union all ");
    expect(parseQuery(unions)).toMatchObject({ kind: "setOperation" });
  });
});

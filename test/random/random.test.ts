import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allFunctions } from "../../src/engine/functions/index.ts";
import { refusedReasons } from "../../src/engine/functions/refused.ts";
import type { SparkSession } from "../../src/entry/index.ts";
import { embedded } from "../parity/sessions.ts";
import { answerOf, differenceOf } from "./compare.ts";
import { aggregateProductions, windowProductions } from "./group-productions.ts";
import { leftOut, syntax } from "./left-out.ts";
import { queryOf, type Table } from "./queries.ts";
import { scalarProductions } from "./scalar-productions.ts";
import { shrink } from "./shrink.ts";
import { createTables, readTables } from "./tables.ts";
import { list, optional, textOf, tree } from "./tree.ts";
import { matched } from "./types.ts";

describe("random queries", () => {
  let spark: SparkSession;
  let tables: readonly Table[];
  beforeAll(async () => {
    spark = await embedded();
    await createTables(spark);
    tables = await readTables(spark);
  });
  afterAll(() => spark.stop());

  test("a seed has one query, and seeds have different ones", () => {
    const texts = Array.from({ length: 200 }, (_, seed) => textOf(queryOf(seed, tables)));
    expect(texts).toEqual(Array.from({ length: 200 }, (_, seed) => textOf(queryOf(seed, tables))));
    expect(new Set(texts).size).toBe(200);
  });

  test("they have all clauses", () => {
    const text = Array.from({ length: 1000 }, (_, seed) => textOf(queryOf(seed, tables))).join("\n");
    const clauses = [
      ...["WITH ", " WHERE ", " GROUP BY ", " HAVING ", "ROLLUP", "ORDER BY", " LIMIT ", " OFFSET ", "DISTINCT "],
      ...[
        " OVER (",
        "PARTITION BY",
        "ROWS BETWEEN",
        " UNION ",
        " EXCEPT ",
        " INTERSECT ALL ",
        "LATERAL VIEW",
        "LATERAL (",
      ],
      ...[
        "FULL JOIN",
        "LEFT ANTI JOIN",
        "USING (id)",
        "EXISTS (",
        " NOT IN (SELECT",
        "(SELECT max(",
        "VALUES (",
        "range(",
      ],
      ...[" -> ", "FILTER (WHERE"],
    ];
    expect(clauses.filter((clause) => !text.includes(clause))).toEqual([]);
  });

  test("nearly all have an answer", async () => {
    const conditions: string[] = [];
    for (let seed = 0; seed < 25; seed++) {
      const answer = await answerOf(spark, textOf(queryOf(seed, tables)));
      if ("error" in answer) conditions.push(answer.error);
    }
    expect(conditions.length).toBeLessThan(6);
  });
});

test("a query shrinks to what makes the difference", async () => {
  const one = { ...tree("int", "17"), simplest: "0" };
  const query = tree(
    "query",
    "SELECT ",
    list("items", ", ", [one, tree("int", "bad(", tree("int", "1 + ", one), ")"), one]),
    " FROM t",
    optional("where", " WHERE ", tree("boolean", "x")),
  );
  const small = await shrink(query, async (sql) => sql.includes("bad("));
  expect(textOf(small)).toBe("SELECT bad(0) FROM t");
});

test("differences of answers", () => {
  const table = { schema: "a: int", rows: [["1"]] };
  expect(differenceOf(table, table)).toBeUndefined();
  expect(differenceOf(table, { ...table, schema: "a: int!" })).toBe("schema");
  expect(differenceOf({ schema: "", rows: [] }, table)).toBe("schema, rows");
  expect(differenceOf({ error: "A" }, { error: "A" })).toBeUndefined();
  expect(differenceOf({ error: "A" }, table)).toBe("error A instead of none");
  expect(differenceOf(table, { error: "B" })).toBe("error none instead of B");
});

test("every function is in a production, or left out for a reason", () => {
  const templates = [scalarProductions, aggregateProductions, windowProductions].flatMap((table) =>
    Object.values(table).flat(),
  );
  const named = new Set(
    templates
      .join("\n")
      .toLowerCase()
      .match(/\w+(?=\()/g),
  );
  const known = new Set([...named, ...syntax, ...Object.values(leftOut).flat(), ...refusedReasons.keys()]);
  const missing = [...new Set(allFunctions().values())].filter(
    ({ aliases = [], name }) => ![name, ...aliases].some((one) => known.has(one)),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("types match patterns with letters", () => {
  expect(matched("map<A,B>", "map<string,int>")).toEqual({ A: "string", B: "int" });
  expect(matched("map<A,A>", "map<string,int>")).toBeUndefined();
  expect(matched("array<struct<x:A,y:string>>", "array<struct<x:int,y:string>>")).toEqual({ A: "int" });
  expect(matched("struct<z:A>", "struct<x:int>")).toBeUndefined();
  expect(matched("N", "date")).toBeUndefined();
  expect(matched("N", "bigint")).toEqual({ N: "bigint" });
});

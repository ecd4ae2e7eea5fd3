import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";
import { embedded, realSpark } from "../parity/sessions.ts";
import { type Answer, answerOf, differenceOf } from "./compare.ts";
import { queryOf, type Table } from "./queries.ts";
import { shrink } from "./shrink.ts";
import { createTables, readTables } from "./tables.ts";
import { type Tree, textOf } from "./tree.ts";

// Random queries on real Spark and on the embedded engine. `npm run test:spark -- --random 5000 --seed 7` asks those of seeds 7 to 5006;
// with `--keep`, those that differ are added to test/queries/found.sql.
const byHand = process.env.MILLRACE_RANDOM !== undefined;
const count = Number(process.env.MILLRACE_RANDOM ?? 48);
const first = Number(process.env.MILLRACE_RANDOM_SEED ?? 1047);
const keep = process.env.MILLRACE_RANDOM_KEEP === "1";
const found = new URL("../queries/found.sql", import.meta.url);

/** Differences that are made small, which takes a while. */
const MOST_SHRUNK = byHand ? 30 : 3;
/** A slow machine compares fewer queries, unless they were asked for. */
const MOST_MS = byHand ? Number.POSITIVE_INFINITY : 45_000;
/** Queries that Spark is asked at once. */
const AT_ONCE = 3;

/** Spark without generated code: compiling it would take most of the time of so small queries. */
const interpreted = {
  "spark.sql.shuffle.partitions": "1",
  "spark.sql.adaptive.enabled": "false",
  "spark.sql.codegen.wholeStage": "false",
  "spark.sql.codegen.factoryMode": "NO_CODEGEN",
};

interface Difference {
  readonly seed: number;
  readonly query: Tree;
  readonly what: string;
}

let own: SparkSession;
let spark: SparkSession;
let tables: readonly Table[];
beforeAll(async () => {
  [own, spark] = await Promise.all([embedded(), realSpark(interpreted)]);
  await Promise.all([createTables(own), createTables(spark)]);
  tables = await readTables(own);
});
afterAll(() => Promise.all([own.stop(), spark.stop()]));

const answers = (sql: string): Promise<[Answer, Answer]> => Promise.all([answerOf(own, sql), answerOf(spark, sql)]);

test(`seeds ${first} to ${first + count - 1}`, { timeout: 3_600_000 }, async () => {
  const different: Difference[] = [];
  const seeds = Array.from({ length: count }, (_, i) => first + i).values();
  const end = Date.now() + MOST_MS;
  let [asked, answered] = [0, 0];
  const ask = async () => {
    for (const seed of seeds) {
      if (Date.now() > end) return;
      asked += 1;
      const query = queryOf(seed, tables);
      const [actual, expected] = await answers(textOf(query));
      const what = differenceOf(actual, expected);
      if (what !== undefined) different.push({ seed, query, what });
      else if (!("error" in actual)) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  const failed = asked - answered - different.length;
  console.log(`${asked} queries: ${answered} alike in schema and rows, ${failed} alike in failing`);

  different.sort((a, b) => a.seed - b.seed);
  for (const one of different.slice(0, MOST_SHRUNK)) console.log(await report(one));
  expect(different.map(({ seed, what }) => `seed ${seed}: ${what}`)).toEqual([]);
});

async function report({ query, seed, what }: Difference): Promise<string> {
  const failure = /^error (?!none)(\S+)/.exec(what)?.[1];
  const small = await shrink(query, async (sql) => {
    const actual = await answerOf(own, sql);
    // Spark takes longer to ask.
    if (("error" in actual ? actual.error : undefined) !== failure) return false;
    return differenceOf(actual, await answerOf(spark, sql)) === what;
  });
  const sql = textOf(small);
  if (keep) appendFileSync(found, `${sql};\n`);
  const [actual, expected] = await answers(sql);
  return [
    `seed ${seed}: ${what}`,
    `  ${sql}`,
    `  Millrace: ${JSON.stringify(actual)}`,
    `  Spark:    ${JSON.stringify(expected)}`,
    `  again: npm run test:spark -- --random 1 --seed ${seed}; with --keep, the query is added to test/queries/found.sql`,
  ].join("\n");
}

// A million rows of three columns to row objects in this process: `collect`, and the fastest way that DuckDB's own package has,
// `getRowObjectsJS`, by turns.
import { DuckDBInstance } from "@duckdb/node-api";
import { SparkSession } from "../../dist/index.js";

const rounds = Number(process.argv[2]);
const sql = "SELECT id, 'user' || (id % 1000) AS name, id * 1.5::DOUBLE AS amount FROM range(1000000) rows(id)";
const spark = await SparkSession.builder.getOrCreate();
const million = await spark.sql(
  "SELECT id, concat('user', id % 1000) AS name, id * 1.5D AS amount FROM range(1000000)",
);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const ways = {
  COLLECT: () => million.collect(),
  DUCKDB: async () => (await connection.run(sql)).getRowObjectsJS(),
};
const best = {};
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(ways)) {
    globalThis.gc?.();
    const begun = performance.now();
    const rows = await run();
    const took = performance.now() - begun;
    const { name: user, amount } = rows[999_999];
    if (rows.length !== 1_000_000 || user !== "user999" || amount !== 1_499_998.5)
      throw new Error(`${name}: wrong rows`);
    best[name] = Math.min(best[name] ?? took, took);
  }
}
for (const [name, took] of Object.entries(best)) console.log(`${name} ${took / 1000}`);
connection.closeSync();
await spark.stop();

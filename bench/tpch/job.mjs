// One process: each query through the API of Millrace and typed into DuckDB's own package, by turns, over the same Parquet files.
// Prints `Q<n> <seconds of Millrace> <seconds of DuckDB> <rows>` for each.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { SparkSession } from "../../dist/index.js";
import { tableNames } from "./data.mjs";

const [folder, rounds, ...wanted] = process.argv.slice(2);
const spark = await SparkSession.builder.getOrCreate();
const connection = await (await DuckDBInstance.create(":memory:")).connect();
for (const name of tableNames) {
  const file = join(folder, `${name}.parquet`);
  await (await spark.read.parquet(file)).createOrReplaceTempView(name);
  await connection.run(`CREATE VIEW ${name} AS FROM read_parquet('${file}')`);
}
const texts = readFileSync(join(import.meta.dirname, "queries.sql"), "utf8")
  .split(/^-- (?=Q\d)/m)
  .slice(1);
for (const piece of texts) {
  const [name, sql] = [piece.slice(0, piece.indexOf("\n")), piece.slice(piece.indexOf("\n")).trim().replace(/;$/, "")];
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const ways = {
    ours: async () => (await spark.sql(sql)).collect(),
    duckdb: async () => (await connection.run(sql)).getRowObjectsJS(),
  };
  const best = { ours: Number.POSITIVE_INFINITY, duckdb: Number.POSITIVE_INFINITY };
  const rows = {};
  for (let round = 0; round < Number(rounds); round++) {
    // The first goes first in every other round: neither always finds the files warm.
    for (const way of round % 2 === 0 ? ["ours", "duckdb"] : ["duckdb", "ours"]) {
      const begun = performance.now();
      rows[way] = (await ways[way]()).length;
      best[way] = Math.min(best[way], (performance.now() - begun) / 1000);
    }
  }
  if (rows.ours !== rows.duckdb) throw new Error(`${name}: ${rows.ours} rows against ${rows.duckdb}`);
  console.log(`${name} ${best.ours} ${best.duckdb} ${rows.ours}`);
}
connection.closeSync();
await spark.stop();

import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { writeTables } from "./data.mjs";

/** The queries on tables of a scale factor, made once: through Millrace's API beside the same text typed into DuckDB. */
export async function measureTpch({ root, scale, rounds, run }) {
  const folder = join(root, `tpch-${scale}`);
  if (!existsSync(folder)) {
    mkdirSync(`${folder}.new`, { recursive: true });
    await writeTables(`${folder}.new`, scale);
    renameSync(`${folder}.new`, folder);
  }
  const found = await run(process.execPath, [join(import.meta.dirname, "job.mjs"), folder, String(rounds)]);
  const measured = Object.entries(found)
    .filter(([name]) => /^Q\d+$/.test(name))
    .map(([query, text]) => [query, ...text.split(" ").map(Number)]);
  const rows = measured.map(([query, ours, duckdb, rows]) => ({
    query,
    rows,
    Millrace: `${(ours * 1000).toFixed(0)} ms`,
    DuckDB: `${(duckdb * 1000).toFixed(0)} ms`,
    "of DuckDB": (ours / duckdb).toFixed(2),
  }));
  const sum = (column) => measured.reduce((total, figures) => total + figures[column], 0);
  const mean = Math.exp(measured.reduce((total, [, ours, duckdb]) => total + Math.log(ours / duckdb), 0) / rows.length);
  console.table(rows);
  console.log(
    `all ${rows.length}: ${sum(1).toFixed(2)} s against ${sum(2).toFixed(2)} s, ${(sum(1) / sum(2)).toFixed(2)} of DuckDB's time; geometric mean ${mean.toFixed(2)}`,
  );
}

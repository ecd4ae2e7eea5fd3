// The same question asked of plain DuckDB: one query over all files, without state or checkpoint.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [folder, key] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const paths = readdirSync(folder).map((name) => `'${join(folder, name)}'`);
const columns = "columns = {username: 'VARCHAR', currency: 'VARCHAR', amount: 'BIGINT'}";
const read = `read_json([${paths.join(", ")}], ${columns}, format = 'newline_delimited')`;
await connection.run(
  `CREATE TABLE totals AS SELECT ${key}, sum(amount)::BIGINT AS total_amount FROM ${read} GROUP BY ALL`,
);
const rows = await (await connection.run("SELECT count(*) AS n, sum(total_amount) AS total FROM totals")).getRows();
console.log(`RESULT ${rows[0][0]} ${rows[0][1]}`);
console.log(`MEMORY ${process.resourceUsage().maxRSS * 1024}`);

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { SparkException, systemClock } from "../../../common/index.ts";
import { FileSystems } from "../../../storage/index.ts";
import { formatValue, parseDdl, type StructType } from "../../../types/index.ts";
import { readRows } from "../../duckdb/index.ts";
import { macros, scripts } from "../../functions/index.ts";
import { createSources } from "../index.ts";
import { scanOf } from "../testing.ts";

/** A CSV file and what Spark 4.3 made of it: the schema, and values, or the condition of an error. */
interface Case {
  readonly name: string;
  readonly text: string;
  readonly bytes?: "latin1";
  readonly schema?: string;
  readonly options?: Record<string, string>;
  readonly types?: string;
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: string;
  readonly parameters?: Record<string, string>;
}

const cases = JSON.parse(await readFile(join(import.meta.dirname, "golden/csv.json"), "utf8")) as Case[];

/** Where the answer is another one on purpose. */
const refused: Readonly<Record<string, string>> = {
  "decimals de": "INVALID_SOURCE_OPTION",
  "unescaped back": "INVALID_SOURCE_OPTION",
};

let folder: string;
const { database, connection } = await useDatabase({ macros, functions: scripts });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-csv-"));
  await connection.setTimeZone("UTC");
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(
  path: string,
  { schema: declared, options = {} }: Case,
): Promise<{ types: string; rows: unknown[][] }> {
  const sources = createSources({ fileSystems: new FileSystems(), clock: systemClock, database });
  const source = sources.source("csv");
  const description = { format: "csv", paths: [path], options, streaming: false };
  const schema = await source.schema(
    declared === undefined ? description : { ...description, schema: parseDdl(declared) },
  );
  const binding = await source.bind(scanOf("csv", path, schema, options), {
    connection,
    settings: { timeZone: "UTC", ansi: true },
  });
  try {
    return { types: schema.simpleString(), rows: schema.fields.length === 0 ? [] : await shown(binding.sql, schema) };
  } finally {
    await binding.release();
  }
}

async function shown(sql: string, schema: StructType): Promise<unknown[][]> {
  const list = schema.fields.map((field, i) => `c${i + 1} AS "${field.name}"`).join(", ");
  const rows = await readRows(connection, `SELECT ${list} FROM (${sql})`, schema);
  return rows.map((row) =>
    schema.fields.map(({ name, dataType }) => cell((row as Record<string, unknown>)[name], dataType)),
  );
}

function cell(value: unknown, type: StructType["fields"][number]["dataType"]): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (["byte", "short", "integer", "long"].includes(type.kind)) return Number(value);
  return formatValue(value, type, { zone: "UTC" });
}

describe("CSV reads as Spark reads it", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", async (name, golden) => {
    const path = join(folder, `${name.replaceAll(/\W/g, "_")}.csv`);
    await writeFile(path, golden.bytes === "latin1" ? Buffer.from(golden.text, "latin1") : golden.text);
    const error = refused[name] ?? golden.error;
    if (error !== undefined) {
      const failure = await run(path, golden).catch((raised: unknown) => raised);
      expect(failure).toBeInstanceOf(SparkException);
      expect((failure as SparkException).condition).toBe(error);
      if (golden.parameters !== undefined)
        expect((failure as SparkException).messageParameters).toEqual(golden.parameters);
      return;
    }
    const { types, rows } = await run(path, golden);
    expect(types).toBe(golden.types);
    expect(rows).toEqual(
      golden.rows!.map((row) =>
        row.map((value) => (typeof value === "string" ? value.replace("2026-11-22 12:00:00", today()) : value)),
      ),
    );
  });
});

/** A time without a date is one of today. */
const today = (): string => `${new Date().toISOString().slice(0, 10)} 12:00:00`;

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SparkException } from "../../../common/index.ts";
import {
  type DataType,
  parseDdl,
  type SparkType,
  StructField,
  StructType,
  type Timestamp,
} from "../../../types/index.ts";
import { type Connection, Database, rowsOf } from "../../duckdb/index.ts";
import { bindJson, type InputFile, type JsonScan, jsonOptions } from "./index.ts";

interface Case {
  readonly name: string;
  readonly schema: string;
  readonly options: Readonly<Record<string, string>>;
  readonly content: string;
  readonly select?: readonly string[];
  readonly rows?: unknown[][];
  readonly count?: number;
  readonly error?: string;
  readonly cause?: string;
}

const cases = JSON.parse(readFileSync(new URL("golden/read.json", import.meta.url), "utf8")) as Case[];

let database: Database;
let connection: Connection;
beforeAll(async () => {
  database = await Database.open({ threads: 2 });
  connection = await database.connection();
  await connection.setTimeZone("America/New_York");
});
afterAll(() => {
  connection.close();
  database.close();
});

/** Values as the recorder writes them. */
function plain(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const t = type as SparkType;
  switch (t.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return String(value);
    case "float":
    case "double":
      return Number.isFinite(value) ? value : String(value);
    case "date":
      return (value as Date).toISOString().slice(0, 10);
    case "timestamp":
    case "timestamp_ntz":
      return (value as Timestamp).toISOString().slice(0, -1);
    case "binary":
      return Buffer.from(value as Uint8Array).toString("base64");
    case "array":
      return (value as unknown[]).map((item) => plain(t.elementType, item));
    case "map":
      return [...(value as Map<unknown, unknown>)].map(([key, item]) => [key, plain(t.valueType, item)]);
    case "struct":
      return t.fields.map((field) => plain(field.dataType, (value as Record<string, unknown>)[field.name]));
    default:
      return value;
  }
}

async function read(each: Case): Promise<unknown> {
  const bytes = Buffer.from(each.content, "base64");
  const file: InputFile = { path: "file:/case.json", localPath: undefined, size: bytes.length, modified: 0 };
  const schema = parseDdl(each.schema) as StructType;
  const names = each.select ?? schema.names;
  const columns = names.map((name, id) => ({ name, type: schema.field(name)!.dataType, id }));
  const scan: JsonScan = {
    files: [file],
    columns,
    options: jsonOptions(each.options),
    context: { connection, settings: { timeZone: "America/New_York", ansi: true } },
    read: async () => ({
      bytes,
      starts: Float64Array.of(0),
      ends: Float64Array.of(bytes.length),
      missing: [],
    }),
  };
  try {
    const binding = await bindJson(scan);
    const output = new StructType(columns.map(({ id, type }) => new StructField(`c${id}`, type)));
    const rows: unknown[][] = [];
    for await (const batch of rowsOf(await connection.query(binding.sql), output))
      for (const row of batch)
        rows.push(row.slice(0, columns.length).map((value, i) => plain(columns[i]!.type, value)));
    await binding.release();
    return columns.length === 0 ? { count: rows.length } : { rows };
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    const cause = error.cause instanceof SparkException ? error.cause.condition : undefined;
    return { error: error.condition, ...(cause && { cause }) };
  }
}

describe("reads as Spark", () => {
  test.each(cases)("$name", async (each) => {
    const { rows, count, error, cause } = each;
    const expected =
      rows !== undefined
        ? { rows }
        : count !== undefined
          ? { count }
          : { error: error === "Py4JJavaError" ? "FAILED_READ_FILE.NO_HINT" : error, ...(cause && { cause }) };
    expect(await read(each)).toEqual(expected);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { SparkException } from "../../../common/index.ts";
import { type DataType, formatValue, parseDdl, type SparkType, StructField, StructType } from "../../../types/index.ts";
import { rowsOf } from "../../duckdb/index.ts";
import { runWithRebinding } from "../../execute/rebinding.ts";
import { type BindJsonOptions, bindJson, type InputFile, type JsonScan, jsonOptions } from "./index.ts";

interface Case {
  readonly name: string;
  readonly schema: string;
  readonly options: Readonly<Record<string, string>>;
  readonly content: string;
  readonly select?: readonly string[];
  readonly rows?: unknown[][];
  readonly count?: number;
  /** Null where Spark fails without a condition: for wrong options. */
  readonly error?: string | null;
  readonly cause?: string;
}

const text = readFileSync(new URL("golden/read.json", import.meta.url), "utf8");
const cases = JSON.parse(text, (_, value) =>
  typeof value === "string" ? value.replace(/\ufffd+/g, "\ufffd") : value,
) as Case[];

const folder = mkdtempSync(join(tmpdir(), "millrace-json-"));
const { connection } = await useDatabase({ threads: 2 });
await connection.setTimeZone("America/New_York");
afterAll(() => {
  rmSync(folder, { recursive: true });
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
    case "timestamp":
    case "timestamp_ntz":
      return formatValue(value, type, { zone: "America/New_York", style: "cast" });
    case "binary":
      return Buffer.from(value as Uint8Array).toString("base64");
    case "array":
      return (value as unknown[]).map((item) => plain(t.elementType, item));
    case "map":
      // Python's order of keys is not Spark's.
      return [...(value as Map<string, unknown>)]
        .map(([key, item]): [string, unknown] => [key, plain(t.valueType, item)])
        .sort(([a], [b]) => (a < b ? -1 : 1));
    case "struct":
      return t.fields.map((field) => plain(field.dataType, (value as Record<string, unknown>)[field.name]));
    case "string":
      // Java has one replacement character for a wrong sequence of bytes, JavaScript one for each byte.
      return (value as string).replace(/\ufffd+/g, "\ufffd");
    default:
      return value;
  }
}

async function read(each: Case, sizes?: BindJsonOptions): Promise<unknown> {
  const bytes = Buffer.from(each.content, "base64");
  const localPath = join(folder, "case.json");
  writeFileSync(localPath, bytes);
  const file: InputFile = { path: `file:${localPath}`, localPath, size: bytes.length, modified: 0 };
  const schema = parseDdl(each.schema) as StructType;
  const names = each.select ?? schema.names;
  const columns = names.map((name, id) => ({ name, type: schema.field(name)!.dataType, id }));
  const output = new StructType(columns.map(({ id, type }) => new StructField(`c${id}`, type)));
  try {
    const scan: JsonScan = {
      files: [file],
      columns,
      options: jsonOptions(each.options),
      context: { connection, settings: { timeZone: "America/New_York", ansi: true } },
      read: async () => ({ bytes, starts: Float64Array.of(0), ends: Float64Array.of(bytes.length), missing: [] }),
    };
    const bindings = new Map([[0, await bindJson(scan, sizes)]]);
    const rows = await runWithRebinding(bindings, async (sqlOf) => {
      const found: unknown[][] = [];
      for await (const batch of rowsOf(await connection.query(sqlOf(0)), output))
        for (const row of batch)
          found.push(row.slice(0, columns.length).map((value, i) => plain(columns[i]!.type, value)));
      return found;
    });
    await bindings.get(0)!.release();
    return columns.length === 0 ? { count: rows.length } : { rows };
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    const cause = error.cause instanceof SparkException ? error.cause.condition : undefined;
    return { error: error.condition, ...(cause && { cause }) };
  }
}

function expected({ rows, count, error, cause }: Case): unknown {
  if (rows !== undefined) return { rows };
  if (count !== undefined) return { count };
  const condition = error === "Py4JJavaError" ? "FAILED_READ_FILE.NO_HINT" : (error ?? "INVALID_SOURCE_OPTION");
  return { error: condition, ...(cause && { cause }) };
}

describe("reads as Spark", () => {
  test.each(cases)("exactly: $name", async (each) => {
    expect(await read(each)).toEqual(expected(each));
  });
  test.each(cases)("fast: $name", async (each) => {
    expect(await read(each, { smallScan: 0, smallFile: 0 })).toEqual(expected(each));
  });
  // A file with one doubtful line is read exactly as a whole, so the lines are also looked at one by one.
  test.each(cases.filter(({ name, rows }) => rows !== undefined && name.startsWith("values of")))(
    "fast, line by line: $name",
    async (each) => {
      const lines = Buffer.from(each.content, "base64").toString().split("\n");
      const rows: unknown[] = [];
      for (const line of lines) {
        const content = Buffer.from(line).toString("base64");
        rows.push(...((await read({ ...each, content }, { smallScan: 0, smallFile: 0 })) as { rows: unknown[] }).rows);
      }
      expect(rows).toEqual(each.rows);
    },
  );
});

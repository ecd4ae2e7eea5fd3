import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { parseDdl, StructField, StructType } from "../../../types/index.ts";
import { type Connection, rowsOf } from "../../duckdb/index.ts";
import { runWithRebinding } from "../../execute/rebinding.ts";
import { type BindJsonOptions, bindJson, type InputFile, type JsonScan, jsonOptions } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-json-"));
let second: Connection;
const { database, connection } = await useDatabase({ threads: 2 });

beforeAll(async () => {
  second = await database.connection();
  await connection.setTimeZone("UTC");
});
afterAll(() => {
  second.close();
  rmSync(folder, { recursive: true });
});

const schema = parseDdl(
  "s string, l long, i int, d double, f float, m decimal(8,2), b boolean, t timestamp, day date, _corrupt_record string",
) as StructType;
const fast: BindJsonOptions = { smallScan: 0, smallFile: 0 };

function scanOf(contents: readonly string[], options: Readonly<Record<string, string>> = {}): JsonScan {
  const pieces = contents.map((content) => Buffer.from(content));
  const files = pieces.map((bytes, i): InputFile => {
    const localPath = join(folder, `part-${i}.json`);
    writeFileSync(localPath, bytes);
    return { path: `file:${localPath}`, localPath, size: bytes.length, modified: 0 };
  });
  const read: JsonScan["read"] = async (wanted) => {
    const parts = wanted.map((file) => pieces[files.findIndex(({ localPath }) => localPath === file.localPath)]!);
    const ends = Float64Array.from(parts, (_, i) => parts.slice(0, i + 1).reduce((sum, part) => sum + part.length, 0));
    return { bytes: Buffer.concat(parts), starts: ends.map((end, i) => end - parts[i]!.length), ends, missing: [] };
  };
  const columns = schema.fields.map(({ name, dataType }, id) => ({ name, type: dataType, id }));
  const context = { connection, settings: { timeZone: "UTC", ansi: true } };
  return { files, columns, options: jsonOptions(options), context, read, fileColumn: columns.length };
}

/** The scan as a stream makes it, whose files are looked through while the query runs. */
const besides = (scan: JsonScan): JsonScan => ({ ...scan, context: { ...scan.context, beside: async () => second } });

async function rowsAt(scan: JsonScan, sizes?: BindJsonOptions): Promise<unknown[][]> {
  const fields = scan.columns.map(({ id, type }) => new StructField(`c${id}`, type));
  const output = new StructType(fields).add(`c${scan.fileColumn}`, "integer");
  const bindings = new Map([[0, await bindJson(scan, sizes)]]);
  const rows = await runWithRebinding(bindings, async (sqlOf) => {
    const found: unknown[][] = [];
    for await (const batch of rowsOf(await connection.query(sqlOf(0)), output))
      for (const row of batch) found.push([...row]);
    return found;
  });
  await bindings.get(0)!.release();
  // Files come in any order, the lines of each in theirs.
  return rows.sort((a, b) => Number(a.at(-1)) - Number(b.at(-1)));
}

const digits = fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$/);
const value = fc.oneof(
  { weight: 3, arbitrary: digits },
  { weight: 2, arbitrary: fc.stringMatching(/^-?[1-9][0-9]{0,4}(\.[0-9]{1,3})?$/) },
  digits.map((text) => `"${text}"`),
  fc.constantFrom(
    "null",
    "true",
    "false",
    "NaN",
    "nan",
    "-Infinity",
    "inf",
    '"NaN"',
    '"inf"',
    "-0",
    "-0.0",
    '""',
    '" 1"',
    '"true"',
  ),
  fc.constantFrom("{}", "[]", '{"a":1}', "[1,]", '{"s":"x"}', "[1 , 2]", "[nan]", '"[1]"', '"{x}"', "tru", "01", "1."),
  fc.constantFrom(
    '"2024-01-02"',
    '"2024-01-02T03:04:05Z"',
    '"2024-01-02 03:04:05.5"',
    '"2024-02-30"',
    '"2024-1-2"',
    '"2024-01-02T03:04:05+01:00"',
  ),
  fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc
    .string({
      unit: fc.constantFrom("\\u0041", "\\ud83d", "\\n", "\\q", "é", "\u0001", "x", "\\\\", ", ", ": ", "\r"),
      maxLength: 4,
    })
    .map((text) => `"${text}"`),
);
/** Times in the form that files are looked through for, many of them with a character that is wrong, missing or too many. */
const time = fc
  .tuple(
    fc.constantFrom("2024-05-17", "0001-01-01", "9999-12-31", "2023-02-29"),
    fc.constantFrom("T", "T", " ", "t"),
    fc.constantFrom("00:00:00", "09:30:59", "23:59:60", "24:00:00", "2:03:04"),
    fc.constantFrom("", "", ".5", ".123456", ".1234567", "."),
    fc.constantFrom("Z", "Z", "+05:30", "-08:00", "", "+5:30", "z", "ZZ"),
    fc.option(fc.tuple(fc.nat(28), fc.constantFrom("", "x", "5", "-", ":", " ", "+", ".")), { freq: 3 }),
  )
  .map(([day, t, clock, fraction, zone, edit]) => {
    const text = `${day}${t}${clock}${fraction}${zone}`;
    return edit === null ? text : text.slice(0, edit[0]) + edit[1] + text.slice(edit[0] + 1);
  });
const name = fc.constantFrom(...schema.names, "q", "S", "r", "\\u0073");
const blank = fc.constantFrom("", "", "", " ", "\t", "\r", "  ");
const record = fc
  .array(fc.tuple(blank, name, blank, blank, value), { maxLength: 4 })
  .chain((members) =>
    fc.tuple(
      fc.constant(members.map(([a, key, b, c, item]) => `${a}"${key}"${b}:${c}${item}`).join(",")),
      fc.constantFrom("", "", "", "", "", ",", " x", "}", '{"s":"y"}', "]"),
    ),
  )
  .map(([members, extra]) => (extra === "," ? `{${members},}` : `{${members}}${extra}`));
const line = fc.oneof(
  { weight: 8, arbitrary: record },
  fc.constantFrom("", " ", "null", "[]", "{", "5", '[{"l":1},{"l":2}]', "oops"),
);
const content = fc
  .tuple(fc.array(line, { maxLength: 3 }), fc.constantFrom("\n", "\n", "\r\n", "\r"))
  .map(([lines, end]) => lines.join(end));

describe("both ways of reading give the same rows", { timeout: 120_000 }, () => {
  test.each(["PERMISSIVE", "DROPMALFORMED"])("of any documents, %s", async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 3 }), async (contents) => {
        const scan = scanOf(contents, { mode });
        const expected = await rowsAt(scan);
        expect(await rowsAt(scan, fast)).toEqual(expected);
        expect(await rowsAt(besides(scan), fast)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test("of one value in one column", async () => {
    const column = fc.constantFrom(...schema.names.slice(0, -1));
    await fc.assert(
      fc.asyncProperty(column, value, async (key, item) => {
        const scan = scanOf([`{"${key}":${item}}\n`]);
        expect(await rowsAt(scan, fast)).toEqual(await rowsAt(scan));
      }),
      { numRuns: 300 },
    );
  });

  test("of times, and of what is nearly one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("t", "t", "s", "l"), time, async (key, text) => {
        const scan = scanOf([`{"s":"letters","${key}":"${text}","i":7}\n{"t":null,"i":1}\n`]);
        expect(await rowsAt(scan, fast)).toEqual(await rowsAt(scan));
      }),
      { numRuns: 400 },
    );
  });

  const plain = '{"s":"letters","t":"2024-05-17T09:30:00.5Z","i":7}\n'.repeat(500);
  const rich = plain.replaceAll('"i":7', '"d":7.5');
  test.each([
    [plain, '{"i":"8","s":"x"}'],
    [plain, '{"i":1.5}'],
    [plain, '{"s":5.0}'],
    [plain, '{"s":"x",}'],
    [plain, '{"t":"2024-05-17T09:30:00 Z"}'],
    [plain, '{"s":"x"'],
    [rich, '{"d":-0}'],
    [rich, '{"s":"x",}'],
    [rich, '{"d":8e1}'],
  ])("where only a later line shows what a file is: %#", async (head, line) => {
    const scan = scanOf([`${head}${head}${line}\n${head}`, head]);
    const guessed = await bindJson(besides(scan), fast);
    expect(guessed.confirm).toBeTypeOf("function");
    await guessed.release();
    expect(await rowsAt(besides(scan), fast)).toEqual(await rowsAt(scan));
  });

  test("of a record larger than those that DuckDB reads", async () => {
    const scan = scanOf([`{"l":1}\n{"s":"${"letters ".repeat(2_200_000)}","l":2}\n{"l":3}\n`, '{"l":4}']);
    const rows = await rowsAt(besides(scan), fast);
    expect(rows.map(([, long]) => long)).toEqual([1n, 2n, 3n, 4n]);
    expect(rows).toEqual(await rowsAt(scan));
  });

  test("of one column alone, where a line is no record", async () => {
    const scan = scanOf(['{"l":1,"s":"x"}\n[1]\n{"s":"a"}\n5\n']);
    const column = { ...scan, columns: scan.columns.slice(0, 1) };
    expect((await rowsAt(column, fast)).map(([text]) => text)).toEqual(["x", null, "a", null]);
    expect(await rowsAt(column, fast)).toEqual(await rowsAt(column));
  });
});

describe("files", () => {
  const record = '{"l":1}\n';
  const valuesOf = async (scan: JsonScan, sizes?: BindJsonOptions) =>
    (await rowsAt(scan, sizes)).map((row) => [row[1], row.at(-1)]);

  /** A scan whose second file is gone since it was listed. */
  function withoutSecond(options: Readonly<Record<string, string>> = {}): JsonScan {
    const scan = scanOf([record, record], options);
    const gone = scan.files[1]!;
    rmSync(gone.localPath!);
    return {
      ...scan,
      async read(wanted) {
        const block = await scan.read(wanted);
        return { ...block, missing: wanted.flatMap((file, i) => (file === gone ? [i] : [])) };
      },
    };
  }

  test.each([undefined, fast])("that are gone fail the read, or are passed over", async (sizes) => {
    await expect(rowsAt(withoutSecond(), sizes)).rejects.toMatchObject({
      condition: "FAILED_READ_FILE.FILE_NOT_EXIST",
    });
    expect(await valuesOf(withoutSecond({ ignoreMissingFiles: "true" }), sizes)).toEqual([[1n, 0]]);
  });

  test("that are compressed are read by their extension", async () => {
    const scan = scanOf([record]);
    const bytes = gzipSync(record);
    const zipped = { ...scan.files[0]!, path: "file:/data/a.json.gz", size: bytes.length };
    const read = async () => ({ bytes, starts: Float64Array.of(0), ends: Float64Array.of(bytes.length), missing: [] });
    expect(await valuesOf({ ...scan, files: [zipped], read }, fast)).toEqual([[1n, 0]]);
  });

  test("that are damaged fail the read, or are passed over", async () => {
    const damaged = (options: Readonly<Record<string, string>>) => {
      const scan = scanOf([record], options);
      return { ...scan, files: [{ ...scan.files[0]!, path: "file:/data/a.json.gz" }] };
    };
    await expect(rowsAt(damaged({}))).rejects.toMatchObject({ condition: "FAILED_READ_FILE.NO_HINT" });
    expect(await rowsAt(damaged({ ignoreCorruptFiles: "true" }))).toEqual([]);
  });

  test("with more rows than fit one part come whole and in order", async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `{"l":${i}}\n`);
    const values = (await valuesOf(scanOf([lines.join("")]))).map(([value]) => value);
    expect(values).toEqual(Array.from({ length: 50_000 }, (_, i) => BigInt(i)));
  });

  test("are read again when the query has failed for one doubtful value", async () => {
    const scan = scanOf([record, '{"l":"1"}\n', '{"l":2,"q":[1]}\n']);
    expect(await valuesOf(scan, fast)).toEqual([
      [1n, 0],
      [null, 1],
      [2n, 2],
    ]);
  });

  test("leave a failure of the query's own alone", async () => {
    const binding = await bindJson(scanOf([record]), fast);
    expect(await binding.rebind?.('millrace:{"condition":"DIVIDE_BY_ZERO"}')).toBeUndefined();
    expect(await binding.rebind?.("Out of Range Error: Overflow")).toBeUndefined();
    await binding.release();
  });
});

describe("options", () => {
  test.each([
    ["multiLine", "perhaps"],
    ["samplingRatio", "x"],
    ["maxNumLen", "x"],
    ["lineSep", ""],
  ])("%s cannot be '%s'", (option, value) => {
    expect(() => jsonOptions({ [option.toUpperCase()]: value })).toThrow(`The option ${option}`);
  });
});

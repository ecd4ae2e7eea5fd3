import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Options, type Row, SparkSession } from "../../src/entry/index.ts";
import { InputFolder, temporaryFolder } from "./harness.ts";

let root: ReturnType<typeof temporaryFolder>;
let input: InputFolder;
let spark: SparkSession;

beforeEach(async () => {
  root = temporaryFolder();
  input = new InputFolder(root.path);
  spark = await SparkSession.builder.create();
});
afterEach(async () => {
  await spark.stop();
  root.remove();
});

const kept = () => ({ schemaLocation: join(root.path, "schemas") });
const versions = () => readdirSync(join(root.path, "schemas", "_schemas")).sort();
const plain = (row: Row) =>
  JSON.parse(JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value))) as Row;

/** Works off what is there, as a query that is started again each time. */
async function run(format: "json" | "csv" | "parquet", options: Options, schema?: string): Promise<Row[]> {
  const rows: Row[] = [];
  const reader = spark.readStream.format(format).options(options);
  const frame = (schema === undefined ? reader : reader.schema(schema)).load(input.path);
  const query = await frame.writeStream
    .foreachBatch(async (batch) => void rows.push(...((await batch.collect()) as Row[])))
    .option("checkpointLocation", join(root.path, "checkpoint"))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return rows.map(plain);
}

const newFields = { condition: "UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE" };
const failure = async (work: Promise<unknown>): Promise<{ condition: string; message: string }> => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause as Error & { condition: string },
  );
  if (error === undefined) throw new Error("nothing has failed");
  // The error of a query tells its cause in its text.
  const condition = /\[(UNKNOWN_FIELD_EXCEPTION\.\w+)\]/.exec(error.message)?.[1] ?? error.condition;
  return { condition, message: error.message };
};

describe("a schema that is found", () => {
  test("is kept: later starts do not look at files", async () => {
    input.add({ id: 1, v: "x" });
    expect(await run("json", { ...kept(), schemaEvolutionMode: "none" })).toEqual([{ id: 1, v: "x" }]);
    input.add({ id: "two", w: 1 });
    expect(await run("json", { ...kept(), schemaEvolutionMode: "none" })).toEqual([{ id: null, v: null }]);
    expect(versions()).toEqual(["0"]);
  });

  test("has the types of its hints, and columns that are hinted only", async () => {
    input.add({ id: 1, at: "2024-01-31", user: { age: 3 } });
    const options = { ...kept(), schemaHints: "at DATE, user.age STRING, more MAP<STRING, INT>, `d e` DECIMAL(10,2)" };
    const frame = spark.readStream.options(options).json(input.path);
    expect((await frame.schema()).simpleString()).toBe(
      "struct<at:date,id:bigint,user:struct<age:string>,more:map<string,int>,d e:decimal(10,2)>",
    );
    await expect(
      spark.readStream
        .options({ ...kept(), schemaHints: "at" })
        .json(input.path)
        .schema(),
    ).rejects.toThrow(/schemaHints/);
  });

  test("has text only where types are not wanted", async () => {
    input.add({ id: 1, list: [1, 2] });
    const options = { ...kept(), inferColumnTypes: false, schemaHints: "id INT" };
    expect(await run("json", options)).toEqual([{ id: 1, list: "[1,2]" }]);
  });

  test("of CSV has types where they are wanted", async () => {
    input.addNamed("a.csv", "id,v", "1,x");
    expect(await run("csv", { ...kept(), header: true, inferColumnTypes: true })).toEqual([{ id: 1, v: "x" }]);
  });

  test("may come of hints alone, before there are files", async () => {
    expect(await run("json", { ...kept(), schemaHints: "id INT" })).toEqual([]);
    input.add({ id: 7 });
    expect(await run("json", { ...kept(), schemaHints: "id INT" })).toEqual([{ id: 7 }]);
  });

  test("that cannot be read is told by its place", async () => {
    input.add({ id: 1 });
    await run("json", kept());
    const path = join(root.path, "schemas", "_schemas", "0");
    writeFileSync(path, readFileSync(path, "utf8").replace("v1", "v9"));
    expect(await failure(run("json", kept()))).toMatchObject({ condition: "SCHEMA_LOCATION_UNREADABLE" });
  });
});

describe("addNewColumns", () => {
  test("ends the query at a new column, and goes on with it when it is started again", async () => {
    input.add({ id: 1 });
    expect(await run("json", kept())).toEqual([{ id: 1 }]);
    input.add({ id: 2, extra: "new", deep: { a: 1 } });
    const { condition, message } = await failure(run("json", kept()));
    expect(condition).toBe(newFields.condition);
    expect(message).toContain("deep, extra");
    expect(versions()).toEqual(["0", "1"]);
    expect(await run("json", kept())).toEqual([{ id: 2, deep: { a: 1 }, extra: "new" }]);
    input.add({ id: 3, deep: { a: 2, b: true } });
    expect((await failure(run("json", kept()))).message).toContain("deep.b");
    expect(await run("json", kept())).toEqual([{ id: 3, deep: { a: 2, b: true }, extra: null }]);
  });

  test("takes columns of CSV by their names", async () => {
    input.addNamed("a.csv", "id,v", "1,x");
    expect(await run("csv", { ...kept(), header: true })).toEqual([{ id: "1", v: "x" }]);
    input.addNamed("b.csv", "v,w,id", "y,z,2");
    expect(await failure(run("csv", { ...kept(), header: true }))).toMatchObject(newFields);
    expect(await run("csv", { ...kept(), header: true })).toEqual([{ id: "2", v: "y", w: "z" }]);
  });

  test("takes columns of Parquet", async () => {
    const write = async (name: string, sql: string) => {
      const target = join(root.path, name);
      await (await spark.sql(sql)).write.parquet(target);
      const part = readdirSync(target).find((file) => file.endsWith(".parquet"))!;
      input.addBytes(name, readFileSync(join(target, part)));
    };
    await write("one", "SELECT 1 AS id");
    expect(await run("parquet", kept())).toEqual([{ id: 1 }]);
    await write("two", "SELECT 2 AS id, 'x' AS v");
    expect(await failure(run("parquet", kept()))).toMatchObject(newFields);
    expect(await run("parquet", kept())).toEqual([{ id: 2, v: "x" }]);
  });

  test("counts columns of folders as known", async () => {
    input.addNamed("p=1/a", { id: 1 });
    expect(await run("json", kept())).toEqual([{ id: 1, p: 1 }]);
    input.addNamed("p=2/b", { id: 2 });
    expect(await run("json", kept())).toEqual([{ id: 2, p: 2 }]);
  });
});

test("failOnNewColumns ends the query each time", async () => {
  const options = { ...kept(), schemaEvolutionMode: "failOnNewColumns" };
  input.add({ id: 1 });
  expect(await run("json", options)).toEqual([{ id: 1 }]);
  input.add({ id: 2, extra: 1 });
  expect(await failure(run("json", options))).toMatchObject(newFields);
  expect(await failure(run("json", options))).toMatchObject(newFields);
  expect(versions()).toEqual(["0"]);
});

describe("rescued data", () => {
  test("of JSON: columns that are new or named in other letter case, and values that do not fit", async () => {
    const path = input.add(
      { id: 1, v: "x" },
      '{"id": "no", "v": "y", "ID": 3, "big": 12345678901234567890, "o": {"a": [1, "2"]}}',
      "not json",
    );
    const rows = await run("json", { rescuedDataColumn: "_rescued" }, "id INT, v STRING, _corrupt_record STRING");
    const rescued = `{"id":"no","ID":3,"big":12345678901234567890,"o":{"a": [1, "2"]},"_file_path":"file:${path}"}`;
    expect(rows).toEqual([
      { id: 1, v: "x", _corrupt_record: null, _rescued: null },
      { id: null, v: "y", _corrupt_record: null, _rescued: rescued },
      { id: null, v: null, _corrupt_record: "not json", _rescued: null },
    ]);
  });

  test("values that do not fit end no query in the mode FAILFAST, and drop no record in DROPMALFORMED", async () => {
    input.add({ id: "no" });
    const [row] = await run("json", { rescuedDataColumn: "r", mode: "FAILFAST" }, "id INT");
    expect(row).toMatchObject({ id: null, r: expect.stringContaining('"id":"no"') });
    input.add({ id: "no" }, "{");
    expect(await run("json", { rescuedDataColumn: "r", mode: "DROPMALFORMED" }, "id INT")).toHaveLength(1);
  });

  test("of an array of records belongs to each", async () => {
    input.add('[{"id": 1, "a": 2}, {"id": 3}]');
    const rows = await run("json", { rescuedDataColumn: "r" }, "id INT");
    expect(rows).toEqual([
      { id: 1, r: expect.stringContaining('"a":2') },
      { id: 3, r: null },
    ]);
  });

  test("of CSV: by the header's names, or by place", async () => {
    const first = input.addNamed("a.csv", "v,id,w", "x,1,5", "y,no,");
    const options = { rescuedDataColumn: "r", header: true };
    expect(await run("csv", options, "id INT, v STRING")).toEqual([
      { id: 1, v: "x", r: `{"w":"5","_file_path":"file:${first}"}` },
      { id: null, v: "y", r: `{"id":"no","_file_path":"file:${first}"}` },
    ]);
    const second = input.addNamed("b.csv", "2,z,more");
    expect(await run("csv", { rescuedDataColumn: "r" }, "id INT, v STRING")).toEqual([
      { id: 2, v: "z", r: `{"_c2":"more","_file_path":"file:${second}"}` },
    ]);
  });

  test("is what the mode rescue does", async () => {
    const options = { ...kept(), schemaEvolutionMode: "rescue" };
    input.add({ id: 1 });
    expect(await run("json", options)).toEqual([{ id: 1, _rescued_data: null }]);
    input.add({ id: 2, extra: true });
    expect(await run("json", options)).toEqual([{ id: 2, _rescued_data: expect.stringContaining('"extra":true') }]);
  });
});

test.each([
  [{ schemaEvolutionMode: "sometimes" }, /must be one of/],
  [{ schemaEvolutionMode: "addNewColumns" }, /the schema is declared/],
  [{ schemaLocation: "/tmp/nowhere" }, /leave one of them out/],
  [{ inferColumnTypes: "maybe" }, /true or false/],
])("%o with a declared schema is refused", async (options, message) => {
  await expect(spark.readStream.schema("id INT").options(options).json(input.path).schema()).rejects.toThrow(message);
});

test("what has no place to keep a schema, or no column for what is left over, is refused", async () => {
  input.add({ id: 1 });
  await spark.conf.set("spark.sql.streaming.schemaInference", "true");
  const asked = (options: Options, format = "json") =>
    spark.readStream.format(format).options(options).load(input.path);
  await expect(asked({ schemaEvolutionMode: "addNewColumns" }).schema()).rejects.toThrow(/give schemaLocation/);
  await expect(asked({ rescuedDataColumn: "r" }, "text").schema()).rejects.toThrow(/rescuedDataColumn of text files/);
});

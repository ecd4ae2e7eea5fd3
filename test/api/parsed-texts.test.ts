import { describe, expect, it } from "vitest";
import { usePlace } from "./support.ts";

const place = usePlace();
const texts = (...values: readonly (string | null)[]) =>
  place.spark.createDataFrame(
    values.map((value) => ({ value })),
    "value string",
  );

describe("texts of a frame as records", () => {
  it("of JSON: columns and types are found, a text is a record whatever stands in it", async () => {
    const df = place.spark.read.json(await texts('{"a": 1,\n "b": [1.5]}', '[{"a": 2}, {"a": 3}]', "oops\nno", null));
    expect((await df.schema()).simpleString()).toBe("struct<_corrupt_record:string,a:bigint,b:array<double>>");
    expect(await df.collect()).toEqual([
      { _corrupt_record: null, a: 1n, b: [1.5] },
      { _corrupt_record: null, a: 2n, b: null },
      { _corrupt_record: null, a: 3n, b: null },
      { _corrupt_record: "oops\nno", a: null, b: null },
    ]);
  });

  it("of JSON with a schema, all of whose columns count", async () => {
    const reader = place.spark.read.schema("a int, m map<string, date>, s struct<x: decimal(5,2)>");
    const frame = await texts('{"a":1,"m":{"k":"2024-01-31"},"s":{"x":1.5}}', '{"a":"x"}');
    expect(await reader.json(frame).collect()).toEqual([
      { a: 1, m: new Map([["k", new Date("2024-01-31T00:00:00Z")]]), s: { x: "1.50" } },
      { a: null, m: null, s: null },
    ]);
    expect(await reader.json(frame, { mode: "DROPMALFORMED" }).select("m").count()).toBe(1);
    await expect(reader.option("mode", "FAILFAST").json(frame).select("m").collect()).rejects.toMatchObject({
      condition: "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
    });
  });

  it("of CSV, with a header or without", async () => {
    const frame = await texts("id,name", '1,"Ann, B."', "2,");
    expect(await place.spark.read.csv(frame, { header: true, inferSchema: true }).collect()).toEqual([
      { id: 1, name: "Ann, B." },
      { id: 2, name: null },
    ]);
    expect(
      await place.spark.read
        .schema("a string, b string")
        .csv(await texts("x;y"), { sep: ";" })
        .collect(),
    ).toEqual([{ a: "x", b: "y" }]);
  });

  it("go on through a plan, and may be none", async () => {
    const df = place.spark.read.schema("a int").json(await texts('{"a":1}', '{"a":2}', '{"a":2}'));
    expect(await df.groupBy("a").count().orderBy("a").collect()).toEqual([
      { a: 1, count: 1n },
      { a: 2, count: 2n },
    ]);
    expect(
      await place.spark.read
        .schema("a int")
        .json(await texts())
        .collect(),
    ).toEqual([]);
  });

  it("are refused where they are no texts", async () => {
    const two = await place.spark.sql("SELECT 'a' a, 'b' b");
    await expect(place.spark.read.json(two).collect()).rejects.toMatchObject({
      condition: "UNSUPPORTED_DESERIALIZER.FIELD_NUMBER_MISMATCH",
    });
    const number = await place.spark.sql("SELECT 1 a");
    await expect(place.spark.read.csv(number).collect()).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE.MILLRACE",
    });
  });
});

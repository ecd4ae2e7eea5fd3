import { describe, expect, it } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { sparkError } from "../../common/index.ts";
import { ArrayType, IntegerType, LongType, StringType, StructField, StructType } from "../../types/index.ts";
import { rowsOf } from "./index.ts";

const text = new StringType();
const long = new LongType();
const schema = new StructType([new StructField("x", long, true)]);

const { connection } = await useDatabase({
  functions: [
    { name: "js_length", params: [text], type: long, call: (value) => BigInt((value as string).length) },
    { name: "js_or_zero", params: [long], type: long, nulls: true, call: (value) => value ?? 0n },
    {
      name: "js_sum",
      params: [new ArrayType(new IntegerType(), true)],
      type: long,
      call: (list) => (list as (number | null)[]).reduce<bigint>((sum, item) => sum + BigInt(item ?? 0), 0n),
    },
    {
      name: "js_fail",
      params: [text],
      type: long,
      call(value) {
        if (value === "defect") throw new TypeError("no such thing");
        throw sparkError("INVALID_URL", { url: value as string });
      },
    },
  ],
});

async function valuesOf(sql: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const rows of rowsOf(await connection.query(sql), schema)) values.push(...rows.map(([value]) => value));
  return values;
}

describe("a function in JavaScript", () => {
  it("is computed for every row, on every thread", async () => {
    expect(
      await valuesOf("SELECT CAST(sum(js_length(CAST(i AS VARCHAR))) AS BIGINT) AS x FROM range(100000) t(i)"),
    ).toEqual([488_890n]);
  });

  it("gives NULL for NULL, unless it wants to see it", async () => {
    expect(await valuesOf("SELECT js_length(s) AS x FROM (VALUES ('ab'), (NULL)) t(s)")).toEqual([2n, null]);
    expect(await valuesOf("SELECT js_or_zero(n) AS x FROM (VALUES (7), (NULL)) t(n)")).toEqual([7n, 0n]);
  });

  it("takes lists, within lambdas too", async () => {
    expect(await valuesOf("SELECT js_sum([1, NULL, 3]) AS x")).toEqual([4n]);
    expect(await valuesOf("SELECT list_transform(['a', 'bcd'], lambda s: js_length(s))[2] AS x")).toEqual([3n]);
  });

  it("fails the query with its Spark error, which TRY makes NULL", async () => {
    await expect(valuesOf("SELECT js_fail('here') AS x")).rejects.toMatchObject({
      condition: "INVALID_URL",
      messageParameters: { url: "here" },
    });
    await expect(valuesOf("SELECT js_fail('defect') AS x")).rejects.toMatchObject({ condition: "INTERNAL_ERROR" });
    expect(await valuesOf("SELECT TRY(js_fail(s)) AS x FROM (VALUES ('a')) t(s)")).toEqual([null]);
  });
});

import { expect, test } from "vitest";
import { ArrayType, MapType, StringType, StructType } from "../../../types/index.ts";
import { mergedSchema } from "./merged-schema.ts";

test("columns that one file lacks come behind, nested ones too", () => {
  const nested = (name: string) => new StructType().add(name, "integer");
  const one = new StructType()
    .add("id", "integer", false)
    .add("s", nested("a"))
    .add("l", new ArrayType(nested("a"), false))
    .add("m", new MapType(new StringType(), nested("a"), false));
  const other = new StructType()
    .add("more", "string")
    .add("ID", "integer")
    .add("s", nested("b"))
    .add("l", new ArrayType(nested("b")))
    .add("m", new MapType(new StringType(), nested("a")));
  const merged = mergedSchema(one, other);
  expect(merged.simpleString()).toBe(
    "struct<id:int,s:struct<a:int,b:int>,l:array<struct<a:int,b:int>>,m:map<string,struct<a:int>>,more:string>",
  );
  expect(merged.fields[0]!.nullable).toBe(true);
});

test("a column of two types", () => {
  const [one, other] = [new StructType().add("id", "integer"), new StructType().add("id", "string")];
  expect(() => mergedSchema(one, other)).toThrow(expect.objectContaining({ condition: "CANNOT_MERGE_SCHEMAS" }));
});

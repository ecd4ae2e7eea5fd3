import { describe, expect, it } from "vitest";
import { parseDataType } from "../../../types/index.ts";
import { isReadableAs } from "./readable-types.ts";

/** By DuckDB's type of a column, the types that Spark 4.3 read it as, and those that it refused. */
const recorded: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  BIGINT: [
    ["decimal(20,0)"],
    ["int", "smallint", "string", "double", "float", "decimal(5,0)", "timestamp", "date", "boolean"],
  ],
  INTEGER: [
    ["bigint", "smallint", "tinyint", "double", "decimal(10,0)", "decimal(12,2)", "date"],
    ["string", "float", "decimal(5,0)", "timestamp", "boolean"],
  ],
  SMALLINT: [["int", "bigint", "tinyint", "double"], []],
  DOUBLE: [[], ["float", "int", "decimal(10,2)", "string"]],
  FLOAT: [["double"], ["int"]],
  VARCHAR: [["binary"], ["int", "date"]],
  "DECIMAL(10,2)": [
    ["decimal(12,2)", "decimal(12,4)"],
    ["decimal(8,2)", "decimal(10,0)", "double", "int", "string"],
  ],
  "DECIMAL(20,2)": [["decimal(22,2)", "decimal(22,4)"], ["decimal(10,2)"]],
  DATE: [
    ["timestamp_ntz", "int"],
    ["timestamp", "string"],
  ],
  "TIMESTAMP WITH TIME ZONE": [["timestamp_ntz"], ["date", "bigint", "string"]],
  TIMESTAMP: [
    ["timestamp", "bigint"],
    ["date", "string"],
  ],
  BOOLEAN: [[], ["int", "string"]],
  BLOB: [["string"], ["int"]],
  "INTEGER[]": [["array<bigint>"], ["array<string>", "int"]],
  "STRUCT(x INTEGER)": [["struct<x:bigint>", "struct<y:int>", "struct<x:int,y:int>"], ["struct<x:string>"]],
  "MAP(VARCHAR, INTEGER)": [["map<string,bigint>"], ["map<int,int>", "map<string,string>"]],
};

describe.each(Object.entries(recorded))("a column of type %s", (found, [read, refused]) => {
  it.each(read)("is read as %s", (type) => expect(isReadableAs(found, parseDataType(type))).toBe(true));
  it.each(refused)("is not read as %s", (type) => expect(isReadableAs(found, parseDataType(type))).toBe(false));
});

it("finds fields whose names hold signs", () => {
  const found = 'STRUCT("a, (b" VARCHAR, "c""d" STRUCT(e DECIMAL(3,1)[]))';
  const type = (inner: string) => parseDataType(`struct<\`c"d\`: struct<e: array<${inner}>>>`);
  expect(isReadableAs(found, type("decimal(4,1)"))).toBe(true);
  expect(isReadableAs(found, type("int"))).toBe(false);
});

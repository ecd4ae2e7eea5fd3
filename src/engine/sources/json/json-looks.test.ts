import { expect, test } from "vitest";
import { useDatabase } from "../../../../test/support/database.ts";
import { StructType } from "../../../types/index.ts";
import { readRows } from "../../duckdb/index.ts";
import { looksSql } from "./json-looks.ts";

const { connection } = await useDatabase();

const looksSchema = new StructType().add("looks", "string");

test.each([
  ['{"a":"x","b":12,"c":null}', "plain"],
  ['{"a":""}', "plain"],
  ['{"a":"2024-05-17T09:30:00Z"}', "plain"],
  ['{"a":"2024-05-17 23:59:59.123456+05:30"}\n{"a":null}', "plain"],
  ['{"a":"2024-05-17T24:00:00Z"}', "valid"],
  ['{"a":"2024-05-17T09:30:00"}', "valid"],
  ['{"a":"2024-05-17T09:30:00.Z"}', "valid"],
  ['{"a":"2024-05-17T09:30:00.1234567Z"}', "valid"],
  ['{"a":"2024-05-17T09:30:00Zx"}', "valid"],
  ['{"a":"2024-05-17T09:30:00.12-05:3"}', "valid"],
  ['{"a":"2024-05-17"}', "valid"],
  ['{"a":"12"}', "valid"],
  ['{"a":1.5}', "valid"],
  ['{"a" : 1.5 }', "valid"],
  ['{"a":1.5e3,"b":1}', "valid"],
  ['{"a":1e3}', "valid"],
  ['{"a":true}', "valid"],
  ['{"a":-0}', "lax"],
  ['{"a":1,}', "lax"],
])("%s is %s", async (text, looks) => {
  const [row] = await readRows(connection, `SELECT ${looksSql(`'${text}'`, false)}`, looksSchema);
  expect(row!.looks).toBe(looks);
});

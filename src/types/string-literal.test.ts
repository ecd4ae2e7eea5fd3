import { expect, it } from "vitest";
import { parseDdl, type StructType, unescapeString } from "./index.ts";

// What Spark 4.3.0 makes of these, in SQL and in comments of DDL.
const texts = [
  [String.raw`\101\0\07`, "A\0\x007"],
  [String.raw`\200\377`, "200377"],
  [String.raw`\%\_\q\Z\u00e9\U0001F600`, "\\%\\_q\x1a\u00e9\u{1f600}"],
  [String.raw`\u12\ud83d\ude00`, "u12\u{1f600}"],
  ["x\\\n\\'", "x\n'"],
] as const;

it.each(texts)("escapes in %j", (text, meaning) => {
  expect(unescapeString(text)).toBe(meaning);
  const schema = parseDdl(`a INT COMMENT '${text}''""'`) as StructType;
  expect(schema.fields[0]!.comment).toBe(`${meaning}'""`);
});

it("a character that does not exist", () => {
  expect(unescapeString(String.raw`\U00110000`)).toBe("\u{fffd}");
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SparkException } from "../common/index.ts";
import { type DataType, parseDataType, parseDdl, StructType, typeFromJson } from "./index.ts";

interface Fact {
  readonly error?: string;
  readonly parameters?: Record<string, string> | null;
  readonly json?: unknown;
  readonly simpleString?: string;
  readonly catalogString?: string;
  readonly sql?: string;
  readonly ddl?: string;
  readonly tree?: string;
}

/** What real Spark says: see scripts/spark/data_types.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/types.json", import.meta.url), "utf8")) as {
  schemas: Record<string, Fact>;
  types: Record<string, Fact>;
  json: Record<string, Fact>;
  levels: Record<string, string>;
};

/** Where we differ from Spark on purpose, and what we say. */
const differences: Record<string, Fact> = {
  // Colons are allowed at the top as well, as PySpark allows them.
  "a: int, b: string": { ddl: "a INT,b STRING" },
  "a: int": { ddl: "a INT" },
  "a: int b: int": { error: "PARSE_SYNTAX_ERROR", parameters: { error: "'b'", hint: "" } },
  // Every surplus last token has the hint.
  "a int null": { error: "PARSE_SYNTAX_ERROR", parameters: { error: "'null'", hint: ": extra input 'null'" } },
  "a interval years": { error: "PARSE_SYNTAX_ERROR", parameters: { error: "'years'", hint: ": extra input 'years'" } },
  "int,": { error: "PARSE_SYNTAX_ERROR", parameters: { error: "','", hint: ": extra input ','" } },
  "array<>": { error: "PARSE_SYNTAX_ERROR", parameters: { error: "'<>'", hint: ": extra input '<>'" } },
  // Types that Millrace has not.
  "a string collate UTF8_LCASE": {
    error: "UNSUPPORTED_DATATYPE",
    parameters: { typeName: '"STRING COLLATE UTF8_LCASE"' },
  },
  "a time, b time(3)": { error: "UNSUPPORTED_DATATYPE", parameters: { typeName: '"TIME"' } },
  '"time(6)"': { error: "INVALID_JSON_DATA_TYPE", parameters: { invalidType: "time(6)" } },
  '{"type":"udt","class":"x","pyClass":"y","sqlType":"integer"}': { error: "INVALID_JSON_DATA_TYPE" },
  // Jackson's error there.
  nope: { error: "INVALID_JSON_DATA_TYPE", parameters: { invalidType: "nope" } },
};

function factOf(parse: () => DataType): Fact {
  try {
    const type = parse();
    const fact = {
      json: type.jsonValue(),
      simpleString: type.simpleString(),
      catalogString: type.catalogString(),
      sql: type.sql(),
    };
    return type instanceof StructType ? { ...fact, tree: type.treeString(), ddl: type.toDdl() } : fact;
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    return { error: error.condition, parameters: error.messageParameters };
  }
}

function check(text: string, spark: Fact, parse: () => DataType) {
  const difference = differences[text];
  const ours = factOf(parse);
  if (difference) expect(ours).toMatchObject(difference);
  else expect(ours).toEqual({ ...spark, ...("parameters" in spark && { parameters: spark.parameters ?? {} }) });
}

describe("agreement with Spark", () => {
  it.each(Object.entries(golden.schemas))("parseDdl %j", (text, spark) => check(text, spark, () => parseDdl(text)));

  it.each(Object.entries(golden.types))("parseDataType %j", (text, spark) =>
    check(text, spark, () => parseDataType(text)),
  );

  it.each(Object.entries(golden.json))("typeFromJson %j", (text, spark) =>
    check(text, spark, () => typeFromJson(text)),
  );

  it.each(Object.entries(golden.levels))("treeString to level %s", (level, tree) => {
    const schema = parseDdl("a struct<b: array<struct<c: map<string, struct<d: int not null>>>>>, e int");
    expect(schema.treeString(Number(level))).toBe(tree);
  });

  it("reads back what it writes", () => {
    for (const [text, { ddl, json }] of Object.entries(golden.schemas)) {
      if (ddl === undefined || ddl === "" || text in differences) continue;
      expect(parseDdl(ddl).jsonValue()).toEqual(json);
      expect(typeFromJson(parseDdl(ddl).json()).equals(parseDdl(text))).toBe(true);
    }
  });
});

import { describe, expect, it } from "vitest";
import {
  ArrayType,
  LongType,
  notNull,
  parseDataType,
  parseDdl,
  StringType,
  StructField,
  StructType,
  schemaFromText,
  struct,
  Timestamp,
  typeFromJson,
} from "./index.ts";

describe("StructType", () => {
  it("grows by add(), from names and types, without changing", () => {
    const empty = new StructType();
    const schema = empty
      .add("currency", "string", false, { comment: "ISO 4217" })
      .add("amount", new LongType())
      .add("tags", new ArrayType(new StringType(), false));
    expect(empty.fields).toEqual([]);
    expect(schema.toDdl()).toBe("currency STRING NOT NULL COMMENT 'ISO 4217',amount BIGINT,tags ARRAY<STRING>");
    expect(schema.fieldNames()).toEqual(["currency", "amount", "tags"]);
    expect(schema.field("amount")?.dataType).toBeInstanceOf(LongType);
    expect(schema.field("Amount")).toBeUndefined();
    expect(schema.field("currency")?.comment).toBe("ISO 4217");
  });

  it("refuses a name that no type has", () => {
    expect(() => new StructType().add("a", "strin" as "string")).toThrow(
      expect.objectContaining({ condition: "UNSUPPORTED_DATATYPE", messageParameters: { typeName: '"STRIN"' } }),
    );
    // Not a property of every object either.
    expect(() => new StructType().add("a", "constructor" as "string")).toThrow(/CONSTRUCTOR/);
  });

  it("comes from the fields of struct()", () => {
    const schema = struct({ currency: notNull(new StringType()), place: struct({ city: new StringType() }) });
    expect(schema.equals(parseDdl("currency string not null, place struct<city: string>"))).toBe(true);
    expect(`${schema}`).toBe("struct<currency:string,place:struct<city:string>>");
  });

  it("tells types with the same short form apart", () => {
    expect(parseDdl("a int").equals(parseDdl("a int not null"))).toBe(false);
    expect(new StructType([new StructField("a", new LongType())]).equals(parseDdl("a bigint"))).toBe(true);
  });
});

describe("schemaFromText", () => {
  it("takes DDL and JSON", () => {
    const schema = parseDdl("a int, b array<string>");
    expect(schemaFromText("a int, b array<string>").equals(schema)).toBe(true);
    expect(schemaFromText(` ${schema.json()}`).equals(schema)).toBe(true);
  });

  it("refuses a type that is no struct", () => {
    expect(() => schemaFromText('"long"')).toThrow(
      expect.objectContaining({
        condition: "INVALID_SCHEMA_TYPE_NON_STRUCT",
        messageParameters: { dataType: '"BIGINT"' },
      }),
    );
  });
});

describe("parseDataType", () => {
  it("takes words that could be a name and a type as the type they are", () => {
    expect(parseDataType("timestamp with local time zone").sql()).toBe("TIMESTAMP");
    expect(parseDataType("timestamp without time zone").sql()).toBe("TIMESTAMP_NTZ");
    expect(parseDataType("string collate UTF8_BINARY").sql()).toBe("STRING");
    expect(parseDataType("interval hour to second").sql()).toBe("INTERVAL HOUR TO SECOND");
  });

  it("refuses comments that do not end, and takes nested ones", () => {
    expect(parseDataType("int /* a /* b */ c */").sql()).toBe("INT");
    expect(() => parseDataType("int /* a /* b */")).toThrow(/UNCLOSED_BRACKETED_COMMENT/);
  });

  it("asks for the parts of complex types", () => {
    for (const name of ["array", "map", "struct"])
      expect(() => parseDataType(name)).toThrow(
        expect.objectContaining({ condition: `INCOMPLETE_TYPE_DEFINITION.${name.toUpperCase()}` }),
      );
  });
});

describe("typeFromJson", () => {
  it("takes what jsonValue() gives", () => {
    for (const text of ["long", "decimal(3,1)", "interval day"])
      expect(typeFromJson(typeFromJson(text).jsonValue()).jsonValue()).toBe(text);
  });

  it.each([
    [{ type: "struct", fields: ["a"] }],
    [{ type: "struct", fields: [{ name: 1, type: "long" }] }],
    [{ type: "struct", fields: [{ name: "a", type: "long", metadata: [] }] }],
  ])("refuses %j", (json) => {
    expect(() => typeFromJson(json)).toThrow(expect.objectContaining({ condition: "INVALID_JSON_DATA_TYPE" }));
  });
});

describe("Timestamp", () => {
  it("keeps microseconds, before the epoch as well", () => {
    const before = new Timestamp(-1n);
    expect(before.toISOString()).toBe("1969-12-31T23:59:59.999999Z");
    expect(before.toDate().getTime()).toBe(-1);
    expect(JSON.stringify({ at: new Timestamp(1_500_001n) })).toBe('{"at":"1970-01-01T00:00:01.500001Z"}');
    expect(Timestamp.fromDate(new Date(5)).microseconds).toBe(5000n);
    expect(new Timestamp(2n) > new Timestamp(1n)).toBe(true);
  });
});

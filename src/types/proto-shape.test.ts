import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { DataTypeSchema } from "../protocol/index.ts";
import { parseDataType, typeFromJson, typeFromProto, typeToProto } from "./index.ts";

describe("types as messages", () => {
  it.each([
    "void",
    "binary",
    "boolean",
    "tinyint",
    "smallint",
    "int",
    "bigint",
    "float",
    "double",
    "string",
    "date",
    "timestamp",
    "timestamp_ntz",
    "interval",
    "decimal(12,2)",
    "char(3)",
    "varchar(4)",
    "interval month",
    "interval year to month",
    "interval hour to second",
    "interval day",
    "array<map<string,array<int>>>",
    "a int not null comment 'c', b struct<c: array<string>, d: date not null>",
  ])("%s goes over the wire and comes back", (text) => {
    const type = parseDataType(text);
    const wire = toBinary(DataTypeSchema, create(DataTypeSchema, typeToProto(type)));
    expect(typeFromProto(fromBinary(DataTypeSchema, wire)).jsonValue()).toEqual(type.jsonValue());
  });

  it("keeps what holds no NULL, and metadata", () => {
    const type = typeFromJson({
      type: "struct",
      fields: [
        {
          name: "a",
          type: { type: "array", elementType: "long", containsNull: false },
          nullable: true,
          metadata: { n: 1, list: ["x"] },
        },
        { name: "m", type: { type: "map", keyType: "string", valueType: "long", valueContainsNull: false } },
      ],
    });
    expect(typeFromProto(create(DataTypeSchema, typeToProto(type))).equals(type)).toBe(true);
  });

  it("fills in what a message leaves out", () => {
    const read = (kind: Parameters<typeof typeFromProto>[0]["kind"]) => typeFromProto({ kind }).simpleString();
    expect(read({ case: "decimal", value: {} })).toBe("decimal(10,0)");
    expect(read({ case: "dayTimeInterval", value: {} })).toBe("interval day to second");
    expect(read({ case: "yearMonthInterval", value: { startField: 1 } })).toBe("interval month");
    expect(read({ case: "unparsed", value: { dataTypeString: "array<int>" } })).toBe("array<int>");
  });

  it("names a type that it does not know", () => {
    const message = create(DataTypeSchema, { kind: { case: "geometry", value: {} } });
    expect(() => typeFromProto(message)).toThrow(
      expect.objectContaining({ condition: "UNSUPPORTED_DATATYPE", messageParameters: { typeName: '"GEOMETRY"' } }),
    );
    expect(() => typeFromProto(create(DataTypeSchema))).toThrow(/UNDEFINED/);
  });
});

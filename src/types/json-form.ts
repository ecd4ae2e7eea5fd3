import { sparkError } from "../common/index.ts";
import { CharType, type DataType, NullType, VarcharType } from "./data-type.ts";
import { checkedDecimal, parseDataType, parseDdl } from "./ddl.ts";
import { ArrayType, MapType, type Metadata, StructField, StructType } from "./nested-type.ts";
import { quoteType } from "./quote.ts";
import { typeNamed } from "./type-names.ts";

/** The names that DDL has and Spark's JSON form has not. */
const DDL_ONLY = new Set(["int", "tinyint", "smallint", "bigint", "real", "dec", "numeric"]);

/**
 * Reads a data type in Spark's JSON form: its text, or the value that the text stands for (`jsonValue()`).
 *
 * @throws IllegalArgumentException INVALID_JSON_DATA_TYPE
 * @see DataType.fromJson
 */
export function typeFromJson(json: unknown): DataType {
  if (typeof json !== "string") return typeOf(json);
  const named = json === "null" ? undefined : typeOfName(json);
  if (named) return named;
  try {
    return typeOf(JSON.parse(json));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw sparkError("INVALID_JSON_DATA_TYPE", { invalidType: json }, { cause });
    throw cause;
  }
}

/**
 * Reads a schema in DDL or in Spark's JSON form, as readers take it.
 *
 * @throws ParseException, IllegalArgumentException where it is neither; AnalysisException INVALID_SCHEMA_TYPE_NON_STRUCT where
 * it is another type
 */
export function schemaFromText(text: string): StructType {
  if (!/^\s*["{]/.test(text)) return parseDdl(text);
  const type = typeFromJson(text);
  if (type instanceof StructType) return type;
  throw sparkError("INVALID_SCHEMA_TYPE_NON_STRUCT", { dataType: quoteType(type.sql()) });
}

function typeOf(json: unknown): DataType {
  const type = typeof json === "string" ? typeOfName(json) : isObject(json) ? typeOfObject(json) : undefined;
  if (type === undefined) throw invalid(json);
  return type;
}

function typeOfName(name: string): DataType | undefined {
  const decimal = /^decimal\(\s*(\d+)\s*,\s*(-?\d+)\s*\)$/.exec(name);
  if (decimal) return checkedDecimal(Number(decimal[1]), Number(decimal[2]));
  const sized = /^(char|varchar)\(\s*(\d+)\s*\)$/.exec(name);
  if (sized) return sized[1] === "char" ? new CharType(Number(sized[2])) : new VarcharType(Number(sized[2]));
  if (/^interval [a-z]+( to [a-z]+)?$/.test(name)) return parseDataType(name);
  if (name === "null") return new NullType();
  return name === name.toLowerCase() && !DDL_ONLY.has(name) ? typeNamed(name) : undefined;
}

function typeOfObject(json: Record<string, unknown>): DataType | undefined {
  const { type, elementType, containsNull, keyType, valueType, valueContainsNull, fields } = json;
  if (type === "array" && elementType !== undefined && typeof containsNull === "boolean")
    return new ArrayType(typeOf(elementType), containsNull);
  if (type === "map" && keyType !== undefined && valueType !== undefined && typeof valueContainsNull === "boolean")
    return new MapType(typeOf(keyType), typeOf(valueType), valueContainsNull);
  if (type === "struct" && Array.isArray(fields)) return new StructType(fields.map(fieldOf));
  return undefined;
}

function fieldOf(json: unknown): StructField {
  if (!isObject(json)) throw invalid(json);
  const { name, type, nullable = true, metadata = {} } = json;
  if (typeof name !== "string" || typeof nullable !== "boolean" || !isObject(metadata)) throw invalid(json);
  return new StructField(name, typeOf(type), nullable, metadata as Metadata);
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** Spark shows a bare name without quotes. */
const invalid = (json: unknown) =>
  sparkError("INVALID_JSON_DATA_TYPE", { invalidType: typeof json === "string" ? json : `${JSON.stringify(json)}` });

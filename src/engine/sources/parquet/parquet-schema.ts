import { sparkError } from "../../../common/index.ts";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  ShortType,
  StringType,
  StructField,
  StructType,
  schemaFromText,
  TimestampNTZType,
  TimestampType,
} from "../../../types/index.ts";
import { type Connection, readRows } from "../../duckdb/index.ts";
import { pathLiteral } from "../files/local-paths.ts";

/** Under this key Spark writes the schema that the file was written with. */
const sparkSchemaKey = "org.apache.spark.sql.parquet.row.metadata";

const elementSchema = new StructType()
  .add("name", "string")
  .add("type", "string")
  .add("repetition", "string")
  .add("children", "long")
  .add("converted", "string")
  .add("logical", "string")
  .add("precision", "long")
  .add("scale", "long");

/** A node of a Parquet file's schema. */
interface Element {
  readonly name: string;
  readonly type: string;
  readonly repetition: string;
  readonly converted: string;
  readonly logical: string;
  readonly precision: number;
  readonly scale: number;
  readonly children: Element[];
}

/** The schema of a Parquet file in Spark's types: the one that Spark wrote into it, or what its columns are. */
export async function parquetSchema(connection: Connection, path: string, shown: string): Promise<StructType> {
  const text = new StructType().add("text", "string");
  const [written] = await readRows(
    connection,
    `SELECT decode(value) AS text FROM parquet_kv_metadata(${pathLiteral(path)}) WHERE decode(key) = '${sparkSchemaKey}'`,
    text,
  );
  if (written?.text != null) return schemaFromText(written.text);
  const rows = await readRows(
    connection,
    `SELECT name, type, repetition_type AS repetition, num_children AS children, converted_type AS converted, logical_type AS logical, precision, scale FROM parquet_schema(${pathLiteral(path)})`,
    elementSchema,
  );
  let at = 0;
  const next = (): Element => {
    const row = rows[at]!;
    at += 1;
    const children: Element[] = [];
    for (let left = Number(row.children ?? 0n); left > 0; left--) children.push(next());
    return {
      name: row.name ?? "",
      type: row.type ?? "",
      repetition: row.repetition ?? "",
      converted: row.converted ?? "",
      logical: row.logical ?? "",
      precision: Number(row.precision ?? 0n),
      scale: Number(row.scale ?? 0n),
      children,
    };
  };
  return structOf(next().children, shown);
}

function structOf(children: readonly Element[], file: string): StructType {
  return new StructType(children.map((child) => new StructField(child.name, fieldType(child, file), true)));
}

/** A repeated field that is in no list is one by itself. */
function fieldType(element: Element, file: string): DataType {
  const type = typeOf(element, file);
  return element.repetition === "REPEATED" ? new ArrayType(type, false) : type;
}

function typeOf(element: Element, file: string): DataType {
  if (element.children.length === 0) return primitiveType(element, file);
  const [only] = element.children;
  if (/LIST/i.test(element.converted) || /^List/i.test(element.logical)) {
    return new ArrayType(elementType(only!, element.name, file), true);
  }
  if (/^MAP/i.test(element.converted) || /^Map/i.test(element.logical)) {
    const [key, value] = only!.children;
    return new MapType(typeOf(key!, file), value === undefined ? new BooleanType() : typeOf(value, file), true);
  }
  return structOf(element.children, file);
}

/** Lists were written in several ways: the repeated group is the element itself, or holds it. */
function elementType(repeated: Element, list: string, file: string): DataType {
  const isElement = repeated.children.length !== 1 || repeated.name === "array" || repeated.name === `${list}_tuple`;
  return typeOf(isElement ? repeated : repeated.children[0]!, file);
}

function primitiveType(element: Element, file: string): DataType {
  const { type, converted, logical } = element;
  const isUtc = !/isAdjustedToUTC=(?:0|false)/i.test(logical);
  if (/^DECIMAL/i.test(converted) || /^Decimal/i.test(logical))
    return new DecimalType(element.precision, element.scale);
  if (/^Timestamp/i.test(logical) || /^TIMESTAMP/.test(converted)) {
    if (/NANOS=(?!<null>)/i.test(logical))
      throw sparkError("PARQUET_TYPE_UNSUPPORTED", {
        path: file,
        column: element.name,
        parquetType: "INT64 (TIMESTAMP(NANOS))",
      });
    return isUtc ? new TimestampType() : new TimestampNTZType();
  }
  switch (converted) {
    case "INT_8":
      return new ByteType();
    case "INT_16":
    case "UINT_8":
      return new ShortType();
    case "UINT_16":
      return new IntegerType();
    case "UINT_32":
      return new LongType();
    case "UINT_64":
      return new DecimalType(20, 0);
    case "DATE":
      return new DateType();
    case "UTF8":
    case "ENUM":
    case "JSON":
      return new StringType();
    case "TIME_MILLIS":
    case "TIME_MICROS":
    case "INTERVAL":
      throw sparkError("PARQUET_TYPE_UNSUPPORTED", { path: file, column: element.name, parquetType: converted });
  }
  if (/^String|^Enum|^Json/i.test(logical)) return new StringType();
  switch (type) {
    case "BOOLEAN":
      return new BooleanType();
    case "INT32":
      return new IntegerType();
    case "INT64":
      return new LongType();
    case "INT96":
      return new TimestampType();
    case "FLOAT":
      return new FloatType();
    case "DOUBLE":
      return new DoubleType();
    case "BYTE_ARRAY":
    case "FIXED_LEN_BYTE_ARRAY":
      return new BinaryType();
    default:
      throw sparkError("PARQUET_TYPE_UNSUPPORTED", { path: file, column: element.name, parquetType: type });
  }
}

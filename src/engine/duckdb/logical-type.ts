import duckdb, { type LogicalType } from "@duckdb/node-bindings";
import { type DataType, quoteIdentifier, type SparkType, structNames } from "../../types/index.ts";

const { Type } = duckdb;

/** DuckDB's type object for the values of a Spark type; the text of the same type is `duckDbType(type)`. */
export function logicalType(type: DataType): LogicalType {
  const t = type as SparkType;
  switch (t.kind) {
    case "decimal":
      return duckdb.create_decimal_type(t.precision, t.scale);
    case "variant": {
      const bytes = duckdb.create_logical_type(Type.BLOB);
      return duckdb.create_struct_type([bytes, bytes], ["value", "metadata"]);
    }
    case "array":
      return duckdb.create_list_type(logicalType(t.elementType));
    case "map":
      return duckdb.create_map_type(logicalType(t.keyType), logicalType(t.valueType));
    case "struct":
      if (t.fields.length === 0)
        return duckdb.create_struct_type([duckdb.create_logical_type(Type.INTEGER)], ["no_field"]);
      return duckdb.create_struct_type(
        t.fields.map((field) => logicalType(field.dataType)),
        structNames(t.fields).slice(),
      );
    default:
      return duckdb.create_logical_type(flatTypes[t.kind]);
  }
}

const flatTypes = {
  void: Type.INTEGER,
  string: Type.VARCHAR,
  char: Type.VARCHAR,
  varchar: Type.VARCHAR,
  binary: Type.BLOB,
  boolean: Type.BOOLEAN,
  byte: Type.TINYINT,
  short: Type.SMALLINT,
  integer: Type.INTEGER,
  long: Type.BIGINT,
  float: Type.FLOAT,
  double: Type.DOUBLE,
  date: Type.DATE,
  timestamp: Type.TIMESTAMP_TZ,
  timestamp_ntz: Type.TIMESTAMP,
  interval_day_time: Type.INTERVAL,
  interval_year_month: Type.INTERVAL,
  interval: Type.INTERVAL,
} as const;

const flatNames: Readonly<Record<number, string>> = {
  [Type.INTEGER]: "INTEGER",
  [Type.VARCHAR]: "VARCHAR",
  [Type.BLOB]: "BLOB",
  [Type.BOOLEAN]: "BOOLEAN",
  [Type.TINYINT]: "TINYINT",
  [Type.SMALLINT]: "SMALLINT",
  [Type.BIGINT]: "BIGINT",
  [Type.FLOAT]: "FLOAT",
  [Type.DOUBLE]: "DOUBLE",
  [Type.DATE]: "DATE",
  [Type.TIMESTAMP_TZ]: "TIMESTAMPTZ",
  [Type.TIMESTAMP]: "TIMESTAMP",
  [Type.INTERVAL]: "INTERVAL",
  [Type.HUGEINT]: "HUGEINT",
};

/** The text of a type of DuckDB, written as `duckDbType` writes it. */
export function typeText(type: LogicalType): string {
  const id = duckdb.get_type_id(type);
  switch (id) {
    case Type.DECIMAL:
      return `DECIMAL(${duckdb.decimal_width(type)},${duckdb.decimal_scale(type)})`;
    case Type.LIST:
      return `${typeText(duckdb.list_type_child_type(type))}[]`;
    case Type.MAP:
      return `MAP(${typeText(duckdb.map_type_key_type(type))}, ${typeText(duckdb.map_type_value_type(type))})`;
    case Type.STRUCT: {
      const fields: string[] = [];
      for (let i = 0; i < duckdb.struct_type_child_count(type); i++)
        fields.push(
          `${quoteIdentifier(duckdb.struct_type_child_name(type, i))} ${typeText(duckdb.struct_type_child_type(type, i))}`,
        );
      return `STRUCT(${fields.join(", ")})`;
    }
    default:
      return flatNames[id] ?? Type[id] ?? `type ${id}`;
  }
}

import { type DataType, formatValue, type SparkType, type StructType, type Timestamp } from "../../types/index.ts";
import type { Observations } from "../execute/index.ts";

/** A row in the JSON of a progress report. */
interface RowJson {
  readonly values: readonly unknown[];
  readonly schema: unknown;
}

/** What a batch has observed, as Spark's progress reports have it: each row with its schema. */
export function observedJson(observations: Observations): Readonly<Record<string, RowJson>> {
  return Object.fromEntries([...observations].map(([name, { schema, values }]) => [name, rowJson(values, schema)]));
}

const rowJson = (values: readonly unknown[], schema: StructType): RowJson => ({
  values: schema.fields.map((field, at) => valueJson(values[at], field.dataType)),
  schema: schema.jsonValue(),
});

/** Times are milliseconds since the epoch; whole numbers lose digits beyond 2^53, as JSON's numbers do in JavaScript. */
function valueJson(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  const t = type as SparkType;
  switch (t.kind) {
    case "long":
    case "decimal":
      return Number(value);
    case "float":
    case "double":
      return Number.isFinite(value) ? value : String(value);
    case "date":
      return (value as Date).getTime();
    case "timestamp":
    case "timestamp_ntz":
      return Number((value as Timestamp).microseconds / 1000n);
    case "interval_day_time":
      return Number(value) / 1_000_000;
    case "interval":
      return { ...(value as object), microseconds: Number((value as { microseconds: bigint }).microseconds) };
    case "binary":
      return Buffer.from(value as Uint8Array).toString("base64");
    case "array":
      return (value as readonly unknown[]).map((element) => valueJson(element, t.elementType));
    case "map":
      return Object.fromEntries(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([key, mapped]) => [
          String(valueJson(key, t.keyType)),
          valueJson(mapped, t.valueType),
        ]),
      );
    case "struct": {
      const fields = value as Readonly<Record<string, unknown>>;
      return rowJson(
        t.fields.map((field) => fields[field.name]),
        t,
      );
    }
    default:
      return value;
  }
}

/**
 * What a batch has observed, as events of listeners have it: each row as an object of its columns, times as text without fractions.
 *
 * @param zone - of the session, for timestamps
 */
export function observedRows(observations: Observations, zone: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...observations].map(([name, { schema, values }]) => [name, rowObject(values, schema, zone)]),
  );
}

const rowObject = (values: readonly unknown[], schema: StructType, zone: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(schema.fields.map(({ name, dataType }, at) => [name, columnJson(values[at], dataType, zone)]));

function columnJson(value: unknown, type: DataType, zone: string): unknown {
  if (value === null || value === undefined) return null;
  const t = type as SparkType;
  switch (t.kind) {
    case "date":
    case "timestamp":
    case "timestamp_ntz":
    case "interval":
      return formatValue(value, type, { zone, style: "cast" }).replace(/\.\d+$/, "");
    case "array":
      return (value as readonly unknown[]).map((element) => columnJson(element, t.elementType, zone));
    case "map": {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)];
      const both = entries.map(([key, mapped]) => [
        columnJson(key, t.keyType, zone),
        columnJson(mapped, t.valueType, zone),
      ]);
      return t.keyType.typeName() === "string"
        ? Object.fromEntries(both)
        : both.map(([key, mapped]) => ({ key, value: mapped }));
    }
    case "struct": {
      const fields = value as Readonly<Record<string, unknown>>;
      return rowObject(
        t.fields.map(({ name }) => fields[name]),
        t,
        zone,
      );
    }
    default:
      return valueJson(value, type);
  }
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Observations } from "../engine/execute/index.ts";
import type { Expression_LiteralSchema } from "../protocol/index.ts";
import type { DataType, SparkType, Timestamp, Variant } from "../types/index.ts";
import { typeToProto } from "../types/index.ts";
import type { Answer } from "./answers.ts";

type Literal = MessageInitShape<typeof Expression_LiteralSchema>;

/** What a plan has observed, for the client that has run it. */
export function observedMetrics(observations: Observations): Answer {
  return {
    observedMetrics: [...observations].map(([name, { planId, schema, values }]) => ({
      name,
      keys: schema.fields.map((field) => field.name),
      values: schema.fields.map((field, at) => literal(values[at], field.dataType)),
      ...(planId !== undefined && { planId }),
    })),
  };
}

const millisecondsOfDay = 86_400_000;

/** A value, as reading results gives it, as a message. */
function literal(value: unknown, type: DataType): Literal {
  return { literalType: value === null ? { case: "null", value: typeToProto(type) } : literalType(value, type) };
}

function literalType(value: unknown, type: DataType): NonNullable<Literal["literalType"]> {
  const t = type as SparkType;
  switch (t.kind) {
    case "void":
      return { case: "null", value: typeToProto(type) };
    case "boolean":
      return { case: "boolean", value: value as boolean };
    case "byte":
    case "short":
    case "integer":
      return { case: t.kind, value: value as number };
    case "long":
      return { case: "long", value: value as bigint };
    case "float":
    case "double":
      return { case: t.kind, value: value as number };
    case "decimal":
      return { case: "decimal", value: { value: value as string, precision: t.precision, scale: t.scale } };
    case "variant":
      return { case: "string", value: (value as Variant).toJson() };
    case "string":
    case "char":
    case "varchar":
      return { case: "string", value: value as string };
    case "binary":
      return { case: "binary", value: value as Uint8Array };
    case "date":
      return { case: "date", value: (value as Date).getTime() / millisecondsOfDay };
    case "timestamp":
      return { case: "timestamp", value: (value as Timestamp).microseconds };
    case "timestamp_ntz":
      return { case: "timestampNtz", value: (value as Timestamp).microseconds };
    case "interval":
      return { case: "calendarInterval", value: value as { months: number; days: number; microseconds: bigint } };
    case "interval_year_month":
      return { case: "yearMonthInterval", value: value as number };
    case "interval_day_time":
      return { case: "dayTimeInterval", value: value as bigint };
    case "array": {
      const elements = (value as readonly unknown[]).map((element) => literal(element, t.elementType));
      return { case: "array", value: { elementType: typeToProto(t.elementType), elements } };
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)];
      return {
        case: "map",
        value: {
          keyType: typeToProto(t.keyType),
          valueType: typeToProto(t.valueType),
          keys: entries.map(([key]) => literal(key, t.keyType)),
          values: entries.map(([, mapped]) => literal(mapped, t.valueType)),
        },
      };
    }
    case "struct": {
      const fields = value as Readonly<Record<string, unknown>>;
      const elements = t.fields.map((field) => literal(fields[field.name], field.dataType));
      return { case: "struct", value: { structType: typeToProto(type), elements } };
    }
  }
}

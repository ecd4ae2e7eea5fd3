import type * as proto from "../../../protocol/index.ts";
import { Parse_ParseFormat as ParseFormat } from "../../../protocol/index.ts";
import { StructType } from "../../../types/index.ts";
import type { Relation } from "../relation.ts";
import { type Converter, invalidPlan, required, unsupportedNode } from "./converter.ts";
import { dataTypeFromProto } from "./data-type.ts";
import { aliasFromProto, expressions } from "./expression.ts";
import { literalFromProto } from "./literal.ts";

export function deduplicateFromProto(message: proto.Deduplicate, input: Relation): Relation {
  const { columnNames, allColumnsAsKeys = false, withinWatermark = false } = message;
  if (allColumnsAsKeys && columnNames.length > 0)
    throw invalidPlan("Deduplicate asks for all columns and for a subset of them");
  if (!allColumnsAsKeys && columnNames.length === 0) throw invalidPlan("Deduplicate names no columns");
  return { kind: "deduplicate", input, columns: allColumnsAsKeys ? "all" : columnNames, withinWatermark };
}

export function withColumnsFromProto(message: proto.WithColumns, input: Relation, convert: Converter): Relation {
  const columns = message.aliases.map((alias) => {
    if (alias.name.length !== 1) throw invalidPlan("WithColumns requires an alias with exactly one name");
    return aliasFromProto(alias, convert);
  });
  return { kind: "withColumns", input, columns };
}

/** Clients of before Spark 4 send a map, later ones a list, in which order counts. */
export function renameFromProto(message: proto.WithColumnsRenamed, input: Relation): Relation {
  const renames =
    message.renames.length > 0
      ? message.renames.map((rename) => ({ from: rename.colName, to: rename.newColName }))
      : Object.entries(message.renameColumnsMap).map(([from, to]) => ({ from, to }));
  return { kind: "rename", input, renames };
}

export function toSchemaFromProto(message: proto.ToSchema, input: Relation, _convert: Converter): Relation {
  const schema = dataTypeFromProto(required(message.schema, "ToSchema.schema"));
  if (!(schema instanceof StructType)) throw invalidPlan("ToSchema.schema is not a struct");
  return { kind: "toSchema", input, schema };
}

export function unpivotFromProto(message: proto.Unpivot, input: Relation, convert: Converter): Relation {
  return {
    kind: "unpivot",
    input,
    ids: expressions(message.ids, convert),
    ...(message.values && {
      values: expressions(message.values.values, convert).map((column) => ({ columns: [column] })),
    }),
    variableName: message.variableColumnName,
    valueNames: [message.valueColumnName],
  };
}

export function sampleFromProto(message: proto.Sample, input: Relation): Relation {
  return {
    kind: "sample",
    input,
    lower: message.lowerBound,
    upper: message.upperBound,
    withReplacement: message.withReplacement ?? false,
    ...(message.seed !== undefined && { seed: message.seed }),
  };
}

export function repartitionByFromProto(
  message: proto.RepartitionByExpression,
  input: Relation,
  convert: Converter,
): Relation {
  return {
    kind: "repartition",
    input,
    expressions: expressions(message.partitionExprs, convert),
    ...(message.numPartitions !== undefined && { partitions: message.numPartitions }),
  };
}

export function fillNullFromProto(message: proto.NAFill, input: Relation, _convert: Converter): Relation {
  const values = message.values.map((value) => literalFromProto(value));
  if (values.length === 0) throw invalidPlan("NAFill has no values");
  if (values.length > 1 && values.length !== message.cols.length)
    throw invalidPlan(`NAFill has ${values.length} values for ${message.cols.length} columns`);
  return { kind: "fillNull", input, columns: message.cols, values };
}

export function dropNullFromProto(message: proto.NADrop, input: Relation): Relation {
  return {
    kind: "dropNull",
    input,
    columns: message.cols,
    ...(message.minNonNulls !== undefined && { minNonNulls: message.minNonNulls }),
  };
}

export function replaceFromProto(message: proto.NAReplace, input: Relation, _convert: Converter): Relation {
  const replacements = message.replacements.map(({ oldValue, newValue }) => ({
    from: literalFromProto(required(oldValue, "NAReplace.Replacement.old_value")),
    to: literalFromProto(required(newValue, "NAReplace.Replacement.new_value")),
  }));
  return { kind: "replace", input, columns: message.cols, replacements };
}

export function transposeFromProto(message: proto.Transpose, input: Relation, convert: Converter): Relation {
  const [index, ...more] = expressions(message.indexColumns, convert);
  if (more.length > 0) throw invalidPlan("Transpose has more than one index column");
  return { kind: "transpose", input, ...(index && { index }) };
}

export function parseFromProto(message: proto.Parse, input: Relation): Relation {
  const format = message.format === ParseFormat.JSON ? "json" : message.format === ParseFormat.CSV ? "csv" : undefined;
  if (format === undefined) throw unsupportedNode("the parsing of XML", "Keep the data as JSON or CSV.");
  const { options } = message;
  if (message.schema === undefined) return { kind: "parse", input, format, options };
  const schema = dataTypeFromProto(message.schema);
  if (!(schema instanceof StructType)) throw invalidPlan("Parse.schema is no struct");
  return { kind: "parse", input, format, options, schema };
}

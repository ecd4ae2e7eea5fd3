import { fromBinary } from "@bufbuild/protobuf";
import { sparkError } from "../../../common/index.ts";
import * as proto from "../../../protocol/index.ts";
import type { Expression } from "../expression.ts";
import type { KeptStream } from "../local-data.ts";
import type { QueryParameters } from "../query-parameters.ts";
import type { Relation } from "../relation.ts";
import { type Converter, invalidPlan, required, unsupportedNode } from "./converter.ts";
import { literalFromProto } from "./literal.ts";

/** A table by name, or a source by format. */
export function readFromProto(message: proto.Read, convert: Converter): Relation {
  const { readType, isStreaming } = message;
  switch (readType.case) {
    case "namedTable":
      return {
        kind: "table",
        name: convert.parsers.parseMultipartIdentifier(readType.value.unparsedIdentifier),
        options: readType.value.options,
        streaming: isStreaming,
      };
    case "dataSource": {
      const { format, schema, options, paths, predicates } = readType.value;
      if (predicates.length > 0)
        throw unsupportedNode("jdbc with predicates", "Read files, or load the rows with createDataFrame.");
      return {
        kind: "read",
        // Spark's `spark.sql.sources.default`.
        format: format === undefined || format === "" ? "parquet" : format,
        options,
        paths,
        streaming: isStreaming,
        ...(schema && { schema: convert.parsers.parseSchema(schema) }),
      };
    }
    case undefined:
      throw invalidPlan("Read.read_type is not set");
  }
}

/** Text of a query with the values of its markers. */
export function sqlFromProto(message: proto.SQL, convert: Converter): Relation {
  return convert.parsers.parseQuery(message.query, sqlParameters(message, convert));
}

/** Clients of before Spark 4 send literals, later ones expressions. */
export function sqlParameters(message: proto.SQL, convert: Converter): QueryParameters | undefined {
  const named: Record<string, Expression> = {};
  for (const [name, value] of Object.entries(message.args)) named[name] = literalFromProto(value);
  for (const [name, value] of Object.entries(message.namedArguments)) named[name] = convert.expression(value);
  const positional = [
    ...message.posArgs.map((value) => literalFromProto(value)),
    ...message.posArguments.map((value) => convert.expression(value)),
  ];
  const hasNames = Object.keys(named).length > 0;
  if (hasNames && positional.length > 0) throw invalidPlan("SQL has both named and positional arguments");
  if (hasNames) return { named };
  return positional.length > 0 ? { positional } : undefined;
}

/** Rows in the message itself. */
export function localFromProto(message: proto.LocalRelation, convert: Converter): Relation {
  if (message.data === undefined && !message.schema) throw invalidPlan("LocalRelation has neither data nor a schema");
  return {
    kind: "local",
    ...(message.schema && { schema: convert.parsers.parseSchema(message.schema) }),
    ...(message.data !== undefined && { data: [message.data] }),
  };
}

/** Rows that were sent before as an artifact: a whole LocalRelation message. */
export function cachedLocalFromProto(message: proto.CachedLocalRelation, convert: Converter): Relation {
  return localFromProto(fromBinary(proto.LocalRelationSchema, artifact(message.hash, convert).read()), convert);
}

/** Rows that were sent before as several artifacts, an Arrow stream in each. */
export function chunkedLocalFromProto(message: proto.ChunkedCachedLocalRelation, convert: Converter): Relation {
  const { dataHashes, schemaHash } = message;
  if (dataHashes.length === 0) throw invalidPlan("ChunkedCachedLocalRelation should contain data");
  const data = dataHashes.map((hash) => artifact(hash, convert));
  if (schemaHash === undefined) return { kind: "local", data };
  const text = new TextDecoder().decode(artifact(schemaHash, convert).read());
  return { kind: "local", schema: convert.parsers.parseSchema(text), data };
}

export function rangeFromProto(message: proto.Range): Relation {
  if (message.step === 0n) throw invalidPlan("the step of Range is 0");
  return { kind: "range", start: message.start ?? 0n, end: message.end, step: message.step };
}

/**
 * Plans that come beside another one: tables that the text of a query names (DataFrames as arguments of `spark.sql`), or plans that
 * subquery expressions name by their ids.
 */
export function withRelationsFromProto(message: proto.WithRelations, convert: Converter): Relation {
  const root = required(message.root, "WithRelations.root");
  const known = convert.withReferences(message.references);
  const tables = message.references.flatMap(({ relType }) =>
    relType.case === "subqueryAlias"
      ? [
          {
            name: relType.value.alias,
            plan: known.relation(required(relType.value.input, "SubqueryAlias.input")),
          },
        ]
      : [],
  );
  const plan = known.relation(root);
  return root.relType.case === "sql" && tables.length > 0 ? { kind: "with", input: plan, tables } : plan;
}

function artifact(hash: string, convert: Converter): KeptStream {
  const read = convert.parsers.artifact(hash);
  if (read === undefined) throw sparkError("CONNECT_INVALID_PLAN.CANNOT_FIND_CACHED_LOCAL_RELATION", { hash });
  return { hash, read };
}

import type * as proto from "../../../protocol/index.ts";
import { type DataType, typeFromProto } from "../../../types/index.ts";
import { required, unsupportedNode } from "./converter.ts";

/**
 * The data type of a message.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for types that the engine lacks, `CONNECT_INVALID_PLAN.ASSERTION_FAILURE`
 *   where a part is missing, and what the parser of DDL throws
 */
export function dataTypeFromProto(message: proto.DataType): DataType {
  check(message);
  return typeFromProto(message);
}

/** Refuses what a client should not have sent and what the engine does not compute with. */
function check({ kind }: proto.DataType): void {
  switch (kind.case) {
    case "string": {
      const { collation } = kind.value;
      if (collation !== "" && collation !== "UTF8_BINARY")
        throw unsupportedNode(`the collation ${collation}`, "Compare lower(…) or upper(…) instead.");
      return;
    }
    case "array":
      check(required(kind.value.elementType, "DataType.Array.element_type"));
      return;
    case "map":
      check(required(kind.value.keyType, "DataType.Map.key_type"));
      check(required(kind.value.valueType, "DataType.Map.value_type"));
      return;
    case "struct":
      for (const field of kind.value.fields) check(required(field.dataType, "DataType.StructField.data_type"));
      return;
    case "geography":
    case "geometry":
    case "time":
    case "timestampLtzNanos":
    case "timestampNtzNanos":
    case "udt":
    case "variant":
    case undefined:
      throw unsupportedNode(
        `the data type ${kind.case ?? "without a kind"}`,
        "Send the values as strings or binary instead.",
      );
  }
}

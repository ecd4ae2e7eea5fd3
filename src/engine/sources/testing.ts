import type { StructType } from "../../types/index.ts";
import type { ScanRelation } from "../plan/index.ts";

/** A scan of all columns of a schema, with the ids 1, 2, …: for tests. */
export function scanOf(
  format: string,
  path: string,
  schema: StructType,
  options: Record<string, string> = {},
  streaming = false,
): ScanRelation {
  return {
    kind: "scan",
    id: 1,
    source: { format, options, paths: [path], schema, streaming },
    output: schema.fields.map((field, i) => ({
      kind: "column" as const,
      id: i + 1,
      name: field.name,
      qualifier: [],
      type: field.dataType,
      nullable: true,
    })),
  };
}

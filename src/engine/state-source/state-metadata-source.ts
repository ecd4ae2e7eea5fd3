import { sparkError } from "../../common/index.ts";
import { duckDbType, quoteIdentifier, quoteString, StructType } from "../../types/index.ts";
import type { BatchSource } from "../sources/index.ts";
import type { CheckpointReader, CheckpointState } from "./checkpoint-reader.ts";

const schema: StructType = new StructType()
  .add("operatorId", "long")
  .add("operatorName", "string")
  .add("stateStoreName", "string")
  .add("numPartitions", "integer")
  .add("minBatchId", "long")
  .add("maxBatchId", "long")
  .add("operatorProperties", "string");

/**
 * What stores the state of a streaming query has, and from which batch to which it can be read.
 *
 * @see org.apache.spark.sql.execution.datasources.v2.state.metadata.StateMetadataSource
 */
export function stateMetadataSource(reader: CheckpointReader): BatchSource {
  return {
    async schema(read) {
      if (read.streaming)
        throw sparkError("_LEGACY_ERROR_TEMP_2049", { className: "state-metadata", operator: "reading" });
      if (read.schema !== undefined) throw sparkError("_LEGACY_ERROR_TEMP_2242", { provider: "StateMetadataSource" });
      reader.locationOf(read);
      return schema;
    },
    async bind({ source, output }, { connection }) {
      const columns = output.map(({ id, name }) => `${quoteIdentifier(name)} AS c${id}`).join(", ") || "1";
      const nothing = schema.fields.map(({ name, dataType }) => `CAST(NULL AS ${duckDbType(dataType)}) AS "${name}"`);
      return (
        (await reader.copy(source, connection, (state) => `SELECT ${columns} FROM (${rowsSql(state)})`)) ?? {
          sql: `SELECT ${columns} FROM (SELECT ${nothing.join(", ")}) WHERE false`,
          release: async () => undefined,
        }
      );
    },
  };
}

/** @throws SparkException `STDS_FAILED_TO_READ_STATE_SCHEMA` for a checkpoint of a release that has not written stores down */
function rowsSql({ committed, history, location, stores }: CheckpointState): string {
  if (stores === undefined) throw sparkError("STDS_FAILED_TO_READ_STATE_SCHEMA", { sourceOptions: location });
  const first = history?.last === committed ? Math.max(0, history.base) : committed;
  const rows = stores.map(
    ({ name, operatorId, operatorName }) =>
      `(${[operatorId, quoteString(operatorName), quoteString(name), 1, first, committed, "NULL"].join(", ")})`,
  );
  const items = schema.fields.map(({ name, dataType }, at) => `CAST(v${at} AS ${duckDbType(dataType)}) AS "${name}"`);
  const names = schema.fields.map((_, at) => `v${at}`);
  const values = rows.length > 0 ? rows : [`(${names.map(() => "NULL").join(", ")})`];
  const some = rows.length > 0 ? "" : " WHERE false";
  return `SELECT ${items.join(", ")} FROM (VALUES ${values.join(", ")}) AS stores(${names.join(", ")})${some}`;
}

import { sparkError } from "../../common/index.ts";
import {
  duckDbType,
  quoteIdentifier,
  quoteString,
  StructField,
  StructType,
  structNames,
  typeFromJson,
} from "../../types/index.ts";
import type { BatchSource, ReadDescription } from "../sources/index.ts";
import { type DescribedStore, historyTable } from "../state/index.ts";
import type { CheckpointReader, CheckpointState } from "./checkpoint-reader.ts";
import { type StateOptions, stateOptions, wrongOption } from "./state-options.ts";

/** A store to read, with its number among those of the query. */
interface Found {
  readonly store: DescribedStore;
  readonly index: number;
  readonly key: StructType;
  readonly value: StructType;
}

/**
 * The state of a streaming query: a row for each key of a store, or for each change that batches have made to it.
 *
 * @see org.apache.spark.sql.execution.datasources.v2.state.StateDataSource
 */
export function stateStoreSource(reader: CheckpointReader): BatchSource {
  const noBatch = (read: ReadDescription) =>
    sparkError("STDS_COMMITTED_BATCH_UNAVAILABLE", { checkpointLocation: reader.locationOf(read) });
  return {
    async schema(read) {
      if (read.streaming) throw sparkError("_LEGACY_ERROR_TEMP_2049", { className: "statestore", operator: "reading" });
      if (read.schema !== undefined) throw sparkError("_LEGACY_ERROR_TEMP_2242", { provider: "StateDataSource" });
      const options = stateOptions(read.options);
      const schema = await reader.look(read, (state) => {
        rowsSql(state, options);
        return schemaOf(storeOf(state, options), options);
      });
      if (schema === undefined) throw noBatch(read);
      return schema;
    },
    async bind({ source, output }, { connection }) {
      const options = stateOptions(source.options);
      const binding = await reader.copy(source, connection, (state) => {
        const columns = output.map(({ id, name }) => `${quoteIdentifier(name)} AS c${id}`);
        return `SELECT ${columns.join(", ") || "1"} FROM (${rowsSql(state, options)})`;
      });
      if (binding === undefined) throw noBatch(source);
      return binding;
    },
  };
}

/** @throws SparkException `STDS_FAILED_TO_READ_STATE_SCHEMA` */
function storeOf({ stores }: CheckpointState, { joinSide, operatorId, shown, storeName }: StateOptions): Found {
  const wanted = joinSide === undefined ? storeName : `${joinSide}-keyWithIndexToValue`;
  const index = stores?.findIndex((each) => each.operatorId === operatorId && each.name === wanted) ?? -1;
  const store = stores?.[index];
  if (store === undefined) throw sparkError("STDS_FAILED_TO_READ_STATE_SCHEMA", { sourceOptions: shown });
  return { store, index, key: typeFromJson(store.key) as StructType, value: typeFromJson(store.value) as StructType };
}

/** What a side of a join shows of its store: keys without their numbers, rows without whether they have matched. */
const withoutLast = (type: StructType): StructType => new StructType(type.fields.slice(0, -1));

function schemaOf({ key, value }: Found, { changes, joinSide }: StateOptions): StructType {
  const [keys, values] = joinSide === undefined ? [key, value] : [withoutLast(key), withoutLast(value)];
  const fields = [
    ...(changes === undefined ? [] : new StructType().add("batch_id", "long").add("change_type", "string").fields),
    new StructField("key", keys),
    new StructField("value", values),
    ...new StructType().add("partition_id", "integer").fields,
  ];
  return new StructType(fields);
}

/** A query of the rows that a read gives. @throws SparkException `STDS_*` for batches that the checkpoint does not know, or no longer */
function rowsSql(state: CheckpointState, options: StateOptions): string {
  const found = storeOf(state, options);
  const { changes, joinSide } = options;
  if (changes !== undefined) return changesSql(state, found, changes);
  const { batchId = state.committed, snapshotStart = 0 } = options;
  if (snapshotStart > batchId) throw wrongOption("snapshotStartBatchId", `it should not be greater than ${batchId}`);
  const rows = stateSql(state, found, batchId);
  const [key, value] =
    joinSide === undefined ? ["key", "value"] : [fewerSql("key", found.key), fewerSql("value", found.value)];
  return `SELECT ${key} AS key, ${value} AS value, CAST(0 AS INTEGER) AS partition_id FROM (${rows})`;
}

function stateSql({ committed, database, history, location }: CheckpointState, found: Found, batchId: number): string {
  if (batchId > committed) throw sparkError("STDS_COMMITTED_BATCH_UNAVAILABLE", { checkpointLocation: location });
  if (batchId === committed) return found.store.sql(database);
  if (history === undefined || batchId < history.base || history.last !== committed)
    throw sparkError("STDS_OFFSET_LOG_UNAVAILABLE", { batchId: String(batchId), checkpointLocation: location });
  const changes = `SELECT * FROM ${historyTable(database, found.index)} WHERE batch <= ${batchId}`;
  const newest = `SELECT key, value, change FROM (${changes}) QUALIFY row_number() OVER (PARTITION BY key ORDER BY batch DESC) = 1`;
  return `SELECT key, value FROM (${newest}) WHERE change = 'update'`;
}

function changesSql(
  { committed, database, history, location }: CheckpointState,
  { index }: Found,
  { start, end = committed }: NonNullable<StateOptions["changes"]>,
): string {
  if (end > committed || start > committed)
    throw sparkError("STDS_COMMITTED_BATCH_UNAVAILABLE", { checkpointLocation: location });
  if (history === undefined || start <= history.base || history.last !== committed)
    throw sparkError("STDS_OFFSET_LOG_UNAVAILABLE", { batchId: String(start), checkpointLocation: location });
  const rows = `SELECT batch AS batch_id, change AS change_type, key, value, CAST(0 AS INTEGER) AS partition_id FROM ${historyTable(database, index)}`;
  return `${rows} WHERE batch BETWEEN ${start} AND ${end} ORDER BY batch`;
}

/** SQL of a struct without its last field. */
function fewerSql(column: string, type: StructType): string {
  const fields = structNames(type.fields)
    .slice(0, -1)
    .map((name) => `struct_extract(${column}, ${quoteString(name)})`);
  return `CAST(ROW(${fields.join(", ") || "NULL"}) AS ${duckDbType(withoutLast(type))})`;
}

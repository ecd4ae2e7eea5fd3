import { sparkError } from "../../common/index.ts";
import { registerLocalGroups } from "../../protocol/index.ts";
import { parseDdl, StructType } from "../../types/index.ts";
import type { DataFrame } from "../dataframe/dataframe.ts";
import { dataTypeMessage } from "../plan/data-type-message.ts";
import { relation } from "../plan/relations.ts";
import type { OutputMode } from "../streaming/data-stream-writer.ts";
import type { RowOfSchema, SchemaLike } from "../typing/schema.ts";
import { type GroupFunction, type GroupState, GroupStateProcessor, type GroupStateTimeout } from "./group-state.ts";
import { groupProgram } from "./run-groups.ts";
import type { StatefulProcessor, TimeMode } from "./stateful-processor.ts";

/** How {@link KeyValueGroupedDataset.transformWithState} runs. */
export interface TransformWithStateOptions<K, Schema extends SchemaLike, S> {
  /** The columns of the rows that the processor gives out: DDL text, a StructType or a record. */
  readonly outputSchema: Schema;
  /** The mode of the query. Default append. */
  readonly outputMode?: OutputMode;
  /** Default none: no timers, no TTL. */
  readonly timeMode?: TimeMode;
  /** A column of the output whose values are event times, for stateful operations above. */
  readonly eventTimeColumn?: string;
  /** What the state begins with: rows of a DataFrame that stands still, by the same keys. */
  readonly initialState?: KeyValueGroupedDataset<K, S>;
}

/** How {@link KeyValueGroupedDataset.flatMapGroupsWithState} runs. */
export interface GroupStateOptions<K, Schema extends SchemaLike, S> {
  readonly outputSchema: Schema;
  /** The mode of the query. Default append; `mapGroupsWithState` has update. */
  readonly outputMode?: "append" | "update";
  /** Default none. */
  readonly timeout?: GroupStateTimeout;
  /** A state for each key that a DataFrame has a row of. */
  readonly initialState?: KeyValueGroupedDataset<K, S>;
}

/**
 * Rows in groups that a function of the program makes, for functions that keep state. The functions run in this process, so the session must
 * be one of the embedded engine.
 *
 * @see org.apache.spark.sql.KeyValueGroupedDataset
 */
export class KeyValueGroupedDataset<K, R> {
  readonly frame: DataFrame<R>;
  readonly keyOf: (row: R) => K;

  /** @internal Use `DataFrame.groupByKey`. */
  constructor(frame: DataFrame<R>, keyOf: (row: R) => K) {
    this.frame = frame;
    this.keyOf = keyOf;
  }

  /**
   * Gives the rows of each group to a processor with state, timers and TTL. State is kept in the checkpoint and commits with the batch.
   *
   * @param processor - an object, which batches use one after the other, or a function that makes one for each batch
   * @throws UnsupportedOperationException `STREAMING_CONNECT_LOCAL_FUNCTION` for sessions of a server
   * @example
   * ```ts
   * const counts = input.groupByKey(({ user }) => user).transformWithState(new RunningCount(), {
   *   outputSchema: "user STRING, n BIGINT",
   *   outputMode: "update",
   * });
   * ```
   * @see org.apache.spark.sql.KeyValueGroupedDataset.transformWithState
   */
  transformWithState<const Schema extends SchemaLike, S = never>(
    processor:
      | StatefulProcessor<K, R, RowOfSchema<NoInfer<Schema>>, S>
      | (() => StatefulProcessor<K, R, RowOfSchema<NoInfer<Schema>>, S>),
    options: TransformWithStateOptions<K, Schema, S>,
  ): DataFrame<RowOfSchema<Schema>> {
    const { eventTimeColumn, initialState, outputMode = "append", timeMode = "none" } = options;
    const { sparkSession } = this.frame;
    if (!sparkSession.client.embedded)
      throw sparkError("STREAMING_CONNECT_LOCAL_FUNCTION", { name: "transformWithState" });
    const outputSchema = structOf(options.outputSchema);
    const payload = registerLocalGroups(
      groupProgram({
        processor,
        keyOf: this.keyOf,
        initialKeyOf: initialState?.keyOf,
        outputSchema,
        timeMode,
        outputMode,
        eventTimeColumn,
      }),
    );
    const func = {
      functionName: "transformWithState",
      deterministic: false,
      function: { case: "scalarScalaUdf" as const, value: { payload } },
    };
    const value = {
      input: this.frame.relation,
      func,
      outputMode,
      ...(initialState && { initialInput: initialState.frame.relation }),
      transformWithStateInfo: {
        timeMode,
        outputSchema: dataTypeMessage(outputSchema),
        ...(eventTimeColumn !== undefined && { eventTimeColumnName: eventTimeColumn }),
      },
    };
    return this.frame.derive(relation({ case: "groupMap", value }));
  }

  /**
   * Calls a function with the rows of each group that a batch has and the group's state, and again where the group has run out.
   *
   * @see org.apache.spark.sql.KeyValueGroupedDataset.flatMapGroupsWithState
   */
  flatMapGroupsWithState<S, const Schema extends SchemaLike = string>(
    f: GroupFunction<K, R, RowOfSchema<NoInfer<Schema>>, S>,
    { timeout = "none", ...options }: GroupStateOptions<K, Schema, S>,
  ): DataFrame<RowOfSchema<Schema>> {
    return this.transformWithState(() => new GroupStateProcessor(f), { ...options, timeMode: timeout });
  }

  /**
   * As {@link flatMapGroupsWithState}, with one row for each call, in update mode.
   *
   * @see org.apache.spark.sql.KeyValueGroupedDataset.mapGroupsWithState
   */
  mapGroupsWithState<S, const Schema extends SchemaLike = string>(
    f: (key: K, rows: Iterable<R>, state: GroupState<S>) => RowOfSchema<NoInfer<Schema>>,
    options: Omit<GroupStateOptions<K, Schema, S>, "outputMode">,
  ): DataFrame<RowOfSchema<Schema>> {
    return this.flatMapGroupsWithState<S, Schema>((key, rows, state) => [f(key, rows, state)], {
      ...options,
      outputMode: "update",
    });
  }
}

function structOf(schema: SchemaLike): StructType {
  const found = typeof schema === "string" ? parseDdl(schema) : schema instanceof StructType ? schema : schema.schema;
  if (found instanceof StructType) return found as StructType;
  throw sparkError("UNSUPPORTED_DATA_TYPE", { data_type: "outputSchema" });
}

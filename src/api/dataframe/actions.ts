import { sparkError } from "../../common/index.ts";
import {
  AnalyzePlanRequest_Explain_ExplainMode as ExplainModeCode,
  type Relation,
  type StorageLevel as StorageLevelMessage,
} from "../../protocol/index.ts";
import type { StructType } from "../../types/index.ts";
import type { Client } from "../client/client.ts";
import { arrowBatches, batches, collectRows, scalar } from "../client/result.ts";
import { dataTypeOf } from "../plan/data-type-message.ts";
import { call } from "../plan/expressions.ts";
import { literal } from "../plan/literal.ts";
import { aggregate, limit, project, showString, tail } from "../plan/relation-builders.ts";
import { relation, rootPlan } from "../plan/relations.ts";
import type { SparkSession } from "../session.ts";
import type { Row } from "../typing/row.ts";

/** How much {@link DataFrameActions.explain} shows. */
export type ExplainMode = "simple" | "extended" | "codegen" | "cost" | "formatted";

/** Where `persist` keeps rows. */
export type StorageLevel = Readonly<
  Pick<StorageLevelMessage, "useDisk" | "useMemory" | "useOffHeap" | "deserialized" | "replication">
>;

const MEMORY_AND_DISK: StorageLevel = {
  useDisk: true,
  useMemory: true,
  useOffHeap: false,
  deserialized: true,
  replication: 1,
};

/** A frame of any row type. */
export interface Frame {
  readonly relation: Relation;
  readonly sparkSession: SparkSession;
}

/** What a DataFrame asks the server: its schema, its rows, views of it. Everything here is async. */
export abstract class DataFrameActions<out R = Row> implements Frame {
  /** The row type for the compiler; never set. */
  declare readonly _row: R;
  /** The Spark Connect plan of this frame. */
  readonly relation: Relation;
  readonly sparkSession: SparkSession;
  #schema: Promise<StructType<R>> | undefined;

  constructor(step: Relation, sparkSession: SparkSession) {
    this.relation = step;
    this.sparkSession = sparkSession;
  }

  get #client(): Client {
    return this.sparkSession.client;
  }

  /** The names and types of the columns; asked once. */
  async schema(): Promise<StructType<R>> {
    this.#schema ??= this.#fetchSchema();
    try {
      return await this.#schema;
    } catch (error) {
      // A failure is not kept: the next call asks again.
      this.#schema = undefined;
      throw error;
    }
  }

  async #fetchSchema(): Promise<StructType<R>> {
    const { schema } = await this.#client.analyze({ case: "schema", value: { plan: rootPlan(this.relation) } });
    return dataTypeOf(schema!) as StructType<R>;
  }

  async columns(): Promise<string[]> {
    return (await this.schema()).names;
  }

  /** Pairs of column name and type, as in `["amount", "bigint"]`. */
  async dtypes(): Promise<[name: string, type: string][]> {
    return (await this.schema()).fields.map(({ name, dataType }) => [name, dataType.simpleString()]);
  }

  /**
   * Prints the schema as a tree.
   *
   * @param level - how deep nested types are shown; all where missing
   */
  async printSchema(level?: number): Promise<void> {
    console.log((await this.schema()).treeString(level));
  }

  /** Whether a source of this frame never ends; such a frame runs with `writeStream`. */
  async isStreaming(): Promise<boolean> {
    const answer = await this.#client.analyze({ case: "isStreaming", value: { plan: rootPlan(this.relation) } });
    return answer.isStreaming;
  }

  /** Whether the rows are in the plan itself. */
  async isLocal(): Promise<boolean> {
    return (await this.#client.analyze({ case: "isLocal", value: { plan: rootPlan(this.relation) } })).isLocal;
  }

  /** The files that the frame reads. */
  async inputFiles(): Promise<string[]> {
    return (await this.#client.analyze({ case: "inputFiles", value: { plan: rootPlan(this.relation) } })).files;
  }

  /** The plan as text: `true` or `"extended"` shows all its phases. */
  async explainString(mode: ExplainMode | boolean = "simple"): Promise<string> {
    const name = typeof mode === "boolean" ? (mode ? "extended" : "simple") : mode;
    const explainMode = ExplainModeCode[name.toUpperCase() as keyof typeof ExplainModeCode];
    if (explainMode === undefined) throw sparkError("UNKNOWN_EXPLAIN_MODE", { explainMode: name });
    const value = { plan: rootPlan(this.relation), explainMode };
    return (await this.#client.analyze({ case: "explain", value })).explainString;
  }

  /** Prints the plan. */
  async explain(mode: ExplainMode | boolean = "simple"): Promise<void> {
    console.log(await this.explainString(mode));
  }

  /** All rows, as objects with the columns as keys. */
  collect(): Promise<R[]> {
    return collectRows(this.#client, this.relation) as Promise<R[]>;
  }

  /** The rows a batch at a time, for results that do not fit into memory. */
  async *toLocalIterator(): AsyncGenerator<R> {
    for await (const batch of batches(this.#client, this.relation)) yield* batch as R[];
  }

  /** Calls a function with each row, in this process, and awaits it before the next. */
  async foreach(f: (row: R) => void | Promise<void>): Promise<void> {
    for await (const row of this.toLocalIterator()) await f(row);
  }

  /** The first `count` rows. */
  take(count: number): Promise<R[]> {
    return collectRows(this.#client, limit(this.relation, count)) as Promise<R[]>;
  }

  /** The first row, undefined where there is none; with a number, that many first rows. */
  head(): Promise<R | undefined>;
  head(count: number): Promise<R[]>;
  async head(count?: number): Promise<R | undefined | R[]> {
    return count === undefined ? (await this.take(1))[0] : this.take(count);
  }

  /** The first row; undefined where there is none. */
  first(): Promise<R | undefined> {
    return this.head();
  }

  /** The last `count` rows. */
  tail(count: number): Promise<R[]> {
    return collectRows(this.#client, tail(this.relation, count)) as Promise<R[]>;
  }

  /** How many rows there are. */
  async count(): Promise<number> {
    const counted = aggregate(this.relation, "groupBy", [], [call("count", [literal(1)])]);
    return Number(await scalar<bigint>(this.#client, counted));
  }

  async isEmpty(): Promise<boolean> {
    return (await collectRows(this.#client, limit(project(this.relation, []), 1))).length === 0;
  }

  /**
   * The text that {@link show} prints.
   *
   * @param truncate - cuts texts to this many characters; `true` stands for 20, `false` for no cut
   * @param vertical - a line for each value instead of one for each row
   */
  showString(n = 20, truncate: boolean | number = true, vertical = false): Promise<string> {
    const width = truncate === true ? 20 : truncate === false ? 0 : truncate;
    return scalar<string>(this.#client, showString(this.relation, n, width, vertical));
  }

  /** Prints the first `n` rows as a table; parameters as in {@link showString}. */
  async show(n = 20, truncate: boolean | number = true, vertical = false): Promise<void> {
    console.log(await this.showString(n, truncate, vertical));
  }

  /** The rows as Arrow IPC streams, one for each batch of the server. */
  async toArrow(): Promise<Uint8Array[]> {
    const streams: Uint8Array[] = [];
    for await (const bytes of this.toArrowIterator()) streams.push(bytes);
    return streams;
  }

  /** As {@link toArrow}, a batch at a time, for results that do not fit into memory. */
  toArrowIterator(): AsyncGenerator<Uint8Array> {
    return arrowBatches(this.#client, this.relation);
  }

  /**
   * Names the frame for SQL in this session.
   *
   * @throws AnalysisException TEMP_TABLE_OR_VIEW_ALREADY_EXISTS where the name is taken
   */
  createTempView(name: string): Promise<void> {
    return this.#createView(name, false, false);
  }
  /** Names the frame for SQL in this session, in place of what had the name. */
  createOrReplaceTempView(name: string): Promise<void> {
    return this.#createView(name, false, true);
  }
  /** As {@link createTempView}, for all sessions, in the database `global_temp`. */
  createGlobalTempView(name: string): Promise<void> {
    return this.#createView(name, true, false);
  }
  /** As {@link createOrReplaceTempView}, for all sessions, in the database `global_temp`. */
  createOrReplaceGlobalTempView(name: string): Promise<void> {
    return this.#createView(name, true, true);
  }

  #createView(name: string, isGlobal: boolean, replace: boolean): Promise<void> {
    const value = { input: this.relation, name, isGlobal, replace };
    return this.#client.run({ case: "createDataframeView", value });
  }

  /** Keeps the rows once they are computed. */
  async persist(storageLevel: StorageLevel = MEMORY_AND_DISK): Promise<this> {
    await this.#client.analyze({ case: "persist", value: { relation: this.relation, storageLevel } });
    return this;
  }
  /** As {@link persist} in memory and on disk. */
  cache(): Promise<this> {
    return this.persist();
  }
  /** Forgets the rows that {@link persist} keeps. */
  async unpersist(blocking = false): Promise<this> {
    await this.#client.analyze({ case: "unpersist", value: { relation: this.relation, blocking } });
    return this;
  }
  /** Where the rows are kept. */
  async storageLevel(): Promise<StorageLevel> {
    const answer = await this.#client.analyze({ case: "getStorageLevel", value: { relation: this.relation } });
    return answer.storageLevel!;
  }

  /** Whether both frames surely give the same rows. */
  async sameSemantics(other: Frame): Promise<boolean> {
    const value = { targetPlan: rootPlan(this.relation), otherPlan: rootPlan(other.relation) };
    return (await this.#client.analyze({ case: "sameSemantics", value })).result;
  }
  /** A number that frames with the same semantics share. */
  async semanticHash(): Promise<number> {
    return (await this.#client.analyze({ case: "semanticHash", value: { plan: rootPlan(this.relation) } })).result;
  }

  /** Computes the rows now and keeps them under a new, short plan. */
  protected async checkpointRelation(eager: boolean, local: boolean): Promise<Relation> {
    const answer = await this.#client.command(
      { case: "checkpointCommand", value: { relation: this.relation, local, eager } },
      "checkpointCommandResult",
    );
    return relation({ case: "cachedRemoteRelation", value: answer.relation! });
  }
}

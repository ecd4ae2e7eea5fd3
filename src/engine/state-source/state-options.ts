import { sparkError } from "../../common/index.ts";
import { SourceOptions } from "../sources/index.ts";

/** Which state a read wants. @see org.apache.spark.sql.execution.datasources.v2.state.StateSourceOptions */
export interface StateOptions {
  readonly operatorId: number;
  readonly storeName: string;
  /** Shows the rows of one side of a join, in the place of a store. */
  readonly joinSide: "left" | "right" | undefined;
  /** The batch behind which the state is seen; undefined: the newest. */
  readonly batchId: number | undefined;
  /** The batches whose changes are wanted, in the place of a state; `end` undefined: up to the newest. */
  readonly changes: { readonly start: number; readonly end: number | undefined } | undefined;
  /** Spark reads files from a snapshot on with this; here it has to be there, and says nothing that {@link batchId} does not. */
  readonly snapshotStart: number | undefined;
  /** The options as error messages show them. */
  readonly shown: string;
}

/** The error for an option whose value makes no sense. */
export const wrongOption = (optionName: string, message: string): Error =>
  sparkError("STDS_INVALID_OPTION_VALUE.WITH_MESSAGE", { optionName, message });

/** Options of Spark's for programs' state in Java and Python, whose values have types. */
const forPrograms = ["stateVarName", "readRegisteredTimers", "flattenCollectionTypes"] as const;

/** @throws SparkException `STDS_*` for options that make no sense, alone or beside each other */
export function stateOptions(given: Readonly<Record<string, string>>): StateOptions {
  const options = new SourceOptions(given);
  for (const name of forPrograms) {
    if (!options.has(name)) continue;
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `the option ${name} of format statestore`,
      hint: "The state of a transformWithState is one store whose keys name the variable, key.variable; its timers are the store 'timers'.",
    });
  }
  const batchId = wholeNumber(options, "batchId");
  const operatorId = wholeNumber(options, "operatorId") ?? 0;
  const storeName = options.get("storeName") ?? "default";
  if (storeName === "") throw wrongOption("storeName", "it is empty");
  const side = (options.get("joinSide") ?? "none").toLowerCase();
  if (side !== "left" && side !== "right" && side !== "none")
    throw wrongOption("joinSide", "it is left, right or none");
  const joinSide = side === "none" ? undefined : side;
  if (joinSide !== undefined && storeName !== "default") throw conflict("joinSide", "storeName");
  const changes = changeOptions(options, joinSide);
  const snapshotStart = snapshotOption(options);
  const shown = `operatorId=${operatorId}, storeName=${storeName}, joinSide=${side}${batchId === undefined ? "" : `, batchId=${batchId}`}`;
  return { operatorId, storeName, joinSide, batchId, changes, snapshotStart, shown };
}

function changeOptions(options: SourceOptions, joinSide: string | undefined): StateOptions["changes"] {
  const names = ["changeStartBatchId", "changeEndBatchId"] as const;
  if (!options.boolean("readChangeFeed", false)) {
    for (const name of names)
      if (options.has(name)) throw wrongOption(name, "it is of use only where readChangeFeed is true");
    return undefined;
  }
  if (joinSide !== undefined) throw conflict("joinSide", "readChangeFeed");
  for (const name of ["batchId", "snapshotStartBatchId", "snapshotPartitionId"])
    if (options.has(name)) throw conflict(name, "readChangeFeed");
  const [start, end] = names.map((name) => wholeNumber(options, name));
  if (start === undefined) throw sparkError("STDS_REQUIRED_OPTION_UNSPECIFIED", { optionName: names[0] });
  if (end !== undefined && end < start) throw wrongOption(names[1], "it is smaller than changeStartBatchId");
  return { start, end };
}

function snapshotOption(options: SourceOptions): number | undefined {
  const names = ["snapshotStartBatchId", "snapshotPartitionId"] as const;
  const [start, partition] = names.map((name) => wholeNumber(options, name));
  if (start === undefined && partition === undefined) return undefined;
  for (const [index, value] of [start, partition].entries())
    if (value === undefined) throw sparkError("STDS_REQUIRED_OPTION_UNSPECIFIED", { optionName: names[index]! });
  if (partition !== 0) throw wrongOption(names[1], "there is one partition, 0");
  return start;
}

function wholeNumber(options: SourceOptions, optionName: string): number | undefined {
  const text = options.get(optionName);
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw wrongOption(optionName, `'${text}' is no whole number`);
  if (Number(text) < 0) throw sparkError("STDS_INVALID_OPTION_VALUE.IS_NEGATIVE", { optionName });
  return Number(text);
}

const conflict = (...names: readonly string[]): Error =>
  sparkError("STDS_CONFLICT_OPTIONS", { options: `[${names.map((name) => `'${name}'`).join(", ")}]` });

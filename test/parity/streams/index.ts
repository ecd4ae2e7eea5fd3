import type { StreamCase } from "../case.ts";
import { streamAggregates } from "./aggregates.ts";
import { streamFiles } from "./files.ts";
import { streamRefusals } from "./refusals.ts";

/** The streaming cases, by group: a group has a golden file. */
export const streamGroups: Readonly<Record<string, readonly StreamCase[]>> = {
  "stream-aggregates": streamAggregates,
  "stream-files": streamFiles,
  "stream-refusals": streamRefusals,
};

import type { StreamCase } from "../case.ts";
import { streamAggregates } from "./aggregates.ts";
import { streamCombinations } from "./combinations.ts";
import { streamDuplicates } from "./duplicates.ts";
import { streamEventTime } from "./event-time.ts";
import { streamFiles } from "./files.ts";
import { streamJoins } from "./joins.ts";
import { streamObservations } from "./observations.ts";
import { streamRefusals } from "./refusals.ts";
import { streamSessions } from "./sessions.ts";
import { streamSinks } from "./sinks.ts";
import { streamSources } from "./sources.ts";
import { streamTables } from "./tables.ts";

/** The streaming cases, by group: a group has a golden file. */
export const streamGroups: Readonly<Record<string, readonly StreamCase[]>> = {
  "stream-aggregates": streamAggregates,
  "stream-combinations": streamCombinations,
  "stream-duplicates": streamDuplicates,
  "stream-event-time": streamEventTime,
  "stream-files": streamFiles,
  "stream-joins": streamJoins,
  "stream-observations": streamObservations,
  "stream-refusals": streamRefusals,
  "stream-sessions": streamSessions,
  "stream-sinks": streamSinks,
  "stream-sources": streamSources.map((stream) => ({ ...stream, askedWhenRecorded: true })),
  "stream-tables": streamTables,
};

/** The groups without the cases of which Spark is asked only when its answers are recorded. */
export const groupsAsked = (): [string, readonly StreamCase[]][] =>
  Object.entries(streamGroups)
    .map(([group, cases]): [string, readonly StreamCase[]] => [
      group,
      cases.filter((stream) => stream.askedWhenRecorded !== true),
    ])
    .filter(([, cases]) => cases.length > 0);

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

/** A case of a group so large that Spark is asked only when its answers are recorded. */
const whenRecorded = (stream: StreamCase): StreamCase => ({ ...stream, askedWhenRecorded: true });

type Groups = Readonly<Record<string, readonly StreamCase[]>>;

/** Cases of what streams do with their rows, by group: a group has a golden file. */
export const operatorGroups: Groups = {
  "stream-aggregates": streamAggregates,
  "stream-combinations": streamCombinations.map(whenRecorded),
  "stream-duplicates": streamDuplicates,
  "stream-event-time": streamEventTime,
  "stream-joins": streamJoins,
  "stream-sessions": streamSessions,
};

/** Cases of where rows come from and go to, and of what is refused. */
export const placeGroups: Groups = {
  "stream-files": streamFiles,
  "stream-observations": streamObservations,
  "stream-refusals": streamRefusals,
  "stream-sinks": streamSinks,
  "stream-sources": streamSources.map(whenRecorded),
  "stream-tables": streamTables,
};

/** All streaming cases. */
export const streamGroups: Groups = { ...operatorGroups, ...placeGroups };

/** The groups without the cases of which Spark is asked only when its answers are recorded. */
export const groupsAsked = (): [string, readonly StreamCase[]][] =>
  Object.entries(streamGroups)
    .map(([group, cases]): [string, readonly StreamCase[]] => [
      group,
      cases.filter((stream) => stream.askedWhenRecorded !== true),
    ])
    .filter(([, cases]) => cases.length > 0);

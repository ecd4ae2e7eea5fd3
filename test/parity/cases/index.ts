import type { BatchCase } from "../case.ts";
import { casts } from "./casts.ts";
import { failures } from "./failures.ts";
import { files } from "./files.ts";
import { frames } from "./frames.ts";
import { functionFamilies } from "./functions.ts";
import { joins } from "./joins.ts";
import { queries } from "./queries.ts";
import { tables } from "./tables.ts";
import { texts } from "./texts.ts";
import { windows } from "./windows.ts";

/** The batch cases, by group: a group has a session and a golden file. */
export const batchGroups: Readonly<Record<string, readonly BatchCase[]>> = {
  queries,
  joins,
  frames,
  functions: functionFamilies,
  windows,
  casts,
  files,
  tables,
  texts,
  failures,
};

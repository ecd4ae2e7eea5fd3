import type { BatchCase } from "../case.ts";
import { basics } from "./basics.ts";

/** The batch cases, by group: a group has a session and a golden file. */
export const batchGroups: Readonly<Record<string, readonly BatchCase[]>> = { basics };

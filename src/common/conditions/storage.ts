import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of folders, buckets, mounts and the fs commands. */
export const storageConditions: ConditionCatalogue = {};

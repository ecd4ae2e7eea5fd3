import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of streaming queries and their checkpoints. */
export const streamingConditions: ConditionCatalogue = {};

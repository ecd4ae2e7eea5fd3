import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of record definitions and producers. */
export const generatorConditions: ConditionCatalogue = {};

import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of the Spark Connect service, sessions and settings. */
export const serverConditions: ConditionCatalogue = {
  "UNSUPPORTED_FEATURE.MILLRACE": {
    sqlState: "0A000",
    kind: "unsupported",
    message: "The embedded engine does not support <feature>. <hint>",
  },
};

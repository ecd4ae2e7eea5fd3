import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of the Spark Connect service, sessions and settings. */
export const serverConditions: ConditionCatalogue = {
  "UNSUPPORTED_FEATURE.MILLRACE": {
    sqlState: "0A000",
    kind: "unsupported",
    message: "The embedded engine does not support <feature>. <hint>",
  },
  INVALID_CONNECT_URL: {
    sqlState: "08001",
    kind: "illegalArgument",
    message: "The connection string of Spark Connect is not valid: <detail>",
  },
  INVALID_SESSION_UUID_ID: {
    sqlState: "08001",
    kind: "illegalArgument",
    message: "<arg_name> has to be a UUID, but: <origin>.",
  },
  "CONNECT_INVALID_PLAN.ASSERTION_FAILURE": {
    sqlState: "56K00",
    kind: "runtime",
    message: "The plan that the client sent is malformed: <message>.",
  },
  "CONNECT_INVALID_PLAN.CANNOT_FIND_CACHED_LOCAL_RELATION": {
    sqlState: "56K00",
    kind: "runtime",
    message: "The session holds no rows with the hash <hash>; they were never sent or have been dropped.",
  },
};

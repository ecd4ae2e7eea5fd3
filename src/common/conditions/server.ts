import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of the Spark Connect service, sessions and settings. */
export const serverConditions: ConditionCatalogue = {
  "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS": {
    sqlState: "21S01",
    kind: "analysis",
    message: "The rows have fewer columns (<dataColumns>) than the table <tableName> (<tableColumns>).",
  },
  "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS": {
    sqlState: "21S01",
    kind: "analysis",
    message: "The rows have more columns (<dataColumns>) than the table <tableName> (<tableColumns>).",
  },
  SQL_CONF_NOT_FOUND: {
    sqlState: "42K0I",
    kind: "noSuchElement",
    message: "The setting <sqlConf> is not set and has no default.",
  },
  CANNOT_MODIFY_STATIC_CONFIG: {
    sqlState: "46110",
    kind: "analysis",
    message: "The setting <key> is fixed for the life of the engine. Give it to the builder before the first session.",
  },
  "INVALID_CONF_VALUE.REQUIREMENT": {
    sqlState: "22022",
    kind: "illegalArgument",
    message: "'<confValue>' is not a value for <confName>, which takes <confRequirement>.",
  },
  "INVALID_HANDLE.SESSION_CHANGED": {
    sqlState: "HY000",
    kind: "runtime",
    message: "The session <handle> was lost, since the server has been started again. Connect anew.",
  },
  "INVALID_HANDLE.FORMAT": { sqlState: "HY000", kind: "runtime", message: "The session id <handle> is not a UUID." },
  STREAMING_QUERY_NOT_FOUND: {
    sqlState: "02000",
    kind: "noSuchElement",
    message: "This session has no streaming query with the id <id>; queries that ended long ago are forgotten.",
  },
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

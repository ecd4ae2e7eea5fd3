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
  "SERVER_CANNOT_LISTEN.NO_TOKEN": {
    sqlState: "22023",
    kind: "illegalArgument",
    message:
      "At <host>, others than this machine could connect and run what they like. Set a token that clients have to send (--token, MILLRACE_TOKEN), or listen at localhost.",
  },
  "SERVER_CANNOT_LISTEN.TOKEN": {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The token cannot be sent by clients. Use one or more visible ASCII characters without spaces.",
  },
  "SERVER_CANNOT_LISTEN.PORT_IN_USE": {
    sqlState: "58030",
    kind: "io",
    message:
      "The port <port> of <host> is in use. End the process that has it, or choose another port: 0 takes a free one.",
  },
  "SERVER_CANNOT_LISTEN.ADDRESS": {
    sqlState: "58030",
    kind: "io",
    message: "The server cannot listen at <host>: <reason>. Choose another host or port.",
  },
  "SERVER_CANNOT_LISTEN.CERTIFICATE": {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The certificate and its key cannot be used for TLS: <reason>. Both have to be PEM and belong together.",
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
    message: "'<confValue>' is not a value for <confName>: <confRequirement>.",
  },
  "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS": {
    sqlState: "22022",
    kind: "illegalArgument",
    message: "'<confValue>' is not a value for <confName>, which takes one of <confOptions>.",
  },
  "INVALID_CONF_VALUE.TIME_ZONE": {
    sqlState: "22022",
    kind: "illegalArgument",
    message:
      "'<confValue>' is no time zone for <confName>. Give an IANA name such as Europe/London, or an offset such as +02:00.",
  },
  "INVALID_CONF_VALUE.TYPE_MISMATCH": {
    sqlState: "22022",
    kind: "illegalArgument",
    message: "'<confValue>' is not a value for <confName>, which takes a value of the type <confType>.",
  },
  "INVALID_HANDLE.SESSION_CHANGED": {
    sqlState: "08003",
    kind: "runtime",
    message: "The session <handle> was lost, since the server has been started again. Connect anew.",
  },
  "INVALID_HANDLE.SESSION_CLOSED": {
    sqlState: "08003",
    kind: "runtime",
    message: "The session <handle> has been closed. Connect anew.",
  },
  "INVALID_HANDLE.SESSION_NOT_FOUND": {
    sqlState: "08003",
    kind: "runtime",
    message: "The server has no session <handle>.",
  },
  "INVALID_HANDLE.OPERATION_NOT_FOUND": {
    sqlState: "HY000",
    kind: "runtime",
    message: "The session has no operation <handle>.",
  },
  "INVALID_HANDLE.OPERATION_ALREADY_EXISTS": {
    sqlState: "HY000",
    kind: "runtime",
    message: "The session has an operation <handle> already.",
  },
  "INVALID_HANDLE.OPERATION_ABANDONED": {
    sqlState: "HY000",
    kind: "runtime",
    message: "The operation <handle> was ended, as its client did not come back for it in time.",
  },
  "INVALID_CURSOR.DISCONNECTED": {
    sqlState: "HY109",
    kind: "runtime",
    message: "Another call has taken over the responses of this operation.",
  },
  "INVALID_CURSOR.NOT_REATTACHABLE": {
    sqlState: "HY109",
    kind: "runtime",
    message: "The operation was begun without the wish to reattach to it.",
  },
  "INVALID_CURSOR.POSITION_NOT_FOUND": {
    sqlState: "HY109",
    kind: "runtime",
    message: "The operation never had a response <responseId>.",
  },
  "INVALID_CURSOR.POSITION_NOT_AVAILABLE": {
    sqlState: "HY109",
    kind: "runtime",
    message: "What follows the response <responseId>, at position <index>, has been released.",
  },
  "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT": {
    sqlState: "42K04",
    kind: "runtime",
    message: "A session cannot be copied to <targetSessionId>, which is not a UUID.",
  },
  "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_EXISTS": {
    sqlState: "42K04",
    kind: "runtime",
    message: "A session cannot be copied to <targetSessionId>: there is one already.",
  },
  "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_CLOSED": {
    sqlState: "42K04",
    kind: "runtime",
    message: "A session cannot be copied to <targetSessionId>, which has been closed before.",
  },
  "LIMIT_EXCEEDED.SESSIONS": {
    sqlState: "54000",
    kind: "runtime",
    message: "The server holds <limit> sessions, as many as it may. Stop some, or raise the limit of sessions.",
  },
  "LIMIT_EXCEEDED.OPERATIONS": {
    sqlState: "54000",
    kind: "runtime",
    message:
      "The session has <limit> operations that run or wait for their client, as many as it may. Read or interrupt some.",
  },
  "INVALID_HANDLE.FORMAT": { sqlState: "HY000", kind: "runtime", message: "The session id <handle> is not a UUID." },
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
  "CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND": {
    sqlState: "56K00",
    kind: "runtime",
    message: "The server holds no relation <dfId> of the session <sessionId> (any more).",
  },
  "CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND": {
    sqlState: "56K00",
    kind: "runtime",
    message: "This session has no streaming query with the id <id>; queries that ended long ago are forgotten.",
  },
  "CONNECT_INVALID_PLAN.ASSERTION_FAILURE": {
    sqlState: "56K00",
    kind: "runtime",
    message: "The plan that the client sent is malformed: <message>.",
  },
  ARTIFACT_ALREADY_EXISTS: {
    sqlState: "42713",
    kind: "runtime",
    message: "The session has another artifact <normalizedRemoteRelativePath> already. Choose a new name.",
  },
  ARTIFACT_HASH_MISMATCH: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The bytes of the artifact <name> have the SHA-256 <hash>; nothing was kept.",
  },
  "LIMIT_EXCEEDED.ARTIFACTS": {
    sqlState: "54000",
    kind: "runtime",
    message: "With the artifact <name>, <what> would take more than <limit> bytes. Read large data from files instead.",
  },
  "LIMIT_EXCEEDED.ROW": {
    sqlState: "54000",
    kind: "runtime",
    message:
      "A row takes <size> bytes; the client takes <limit> in a message. Select less of it, or use a newer client.",
  },
  UNSUPPORTED_ARROWTYPE: {
    sqlState: "0A000",
    kind: "unsupported",
    message: "Spark has no type for the Arrow type <typeName>. Convert the column first.",
  },
  UNSUPPORTED_TIME_TYPE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "Times of a day are no type here, as in Spark by default. Keep them as strings or as seconds.",
  },
  INVALID_ARTIFACT_PATH: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "<name> is no name for an artifact: a kind such as files or pyfiles, then a path below it without '..'.",
  },
  "CONNECT_INVALID_PLAN.CANNOT_FIND_CACHED_LOCAL_RELATION": {
    sqlState: "56K00",
    kind: "runtime",
    message: "The session holds no rows with the hash <hash>; they were never sent or have been dropped.",
  },
};

import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of streaming queries and their checkpoints. */
export const streamingConditions: ConditionCatalogue = {
  WRITE_STREAM_NOT_ALLOWED: {
    sqlState: "42601",
    kind: "analysis",
    message: "writeStream needs a DataFrame over a stream; this one is a batch: use write.",
  },
  CALL_ON_STREAMING_DATASET_UNSUPPORTED: {
    sqlState: "42KDE",
    kind: "analysis",
    message: "<methodName> is for rows that stand still, and this DataFrame is a stream.",
  },
  _LEGACY_ERROR_TEMP_3063: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "The values of a pivot cannot be looked up in a stream: name them, pivot(column, values). They become columns, which cannot change while the query runs.",
  },
  "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: it is empty. Write a number and a unit: '10 seconds'.",
  },
  "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: <number> is not a number. Write a number and a unit: '10 seconds'.",
  },
  "INVALID_INTERVAL_FORMAT.MISSING_UNIT": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: there is no unit behind <word>. Write a number and a unit: '10 seconds'.",
  },
  "INVALID_INTERVAL_FORMAT.INVALID_UNIT": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: there is no unit <unit>. Units go from microseconds to weeks.",
  },
  "INVALID_INTERVAL_FORMAT.INVALID_VALUE": {
    sqlState: "22006",
    kind: "illegalArgument",
    message: "'<input>' is not an interval: <value> is not a number. Write a number, a space and a unit: '10 seconds'.",
  },
  _LEGACY_ERROR_TEMP_3262: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "A trigger of '<interval>' has no fixed length, since months differ. Use weeks, days or less.",
  },
  STREAM_FAILED: {
    sqlState: "XXKST",
    kind: "streaming",
    message: "Query [id = <id>, runId = <runId>] ended with an error: <message>",
  },
  "STREAMING_OUTPUT_MODE.INVALID": {
    sqlState: "42KDE",
    kind: "illegalArgument",
    message: "There is no output mode <outputMode>. The output modes are 'Append', 'Complete' and 'Update'.",
  },
  "STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE": {
    sqlState: "42KDE",
    kind: "analysis",
    message: "The sink <className> does not take output mode <outputMode>.",
  },
  FOREACH_BATCH_USER_FUNCTION_ERROR: {
    sqlState: "39000",
    kind: "runtime",
    message: "The function given to foreachBatch failed: <reason>",
  },
  CONCURRENT_STREAM_CHECKPOINT: {
    sqlState: "40000",
    kind: "streaming",
    message:
      "Another query is using the checkpoint <location>, in this process or another. Stop the query that runs there, or give this one a checkpointLocation of its own.",
  },
  STREAM_STOP_TIMEOUT: {
    sqlState: "57014",
    kind: "runtime",
    message:
      "The query <id> was told to stop and is still at work after <milliseconds> ms (<status>). It ends with its running batch; look for what holds its foreachBatch or its source, or raise <config>.",
  },
  STREAMING_QUERY_DOES_NOT_STOP: {
    sqlState: "40000",
    kind: "streaming",
    message:
      "The query that runs on the checkpoint <location> was told to stop and is still at work after <seconds> seconds (<status>). Wait for its batch, look for what holds its foreachBatch or its source, or give this query a checkpointLocation of its own.",
  },
  CHECKPOINT_UNREADABLE: {
    sqlState: "58030",
    kind: "streaming",
    message:
      "The checkpoint <location> cannot be used: <reason>. Nothing in it was changed. Give another checkpointLocation to start over.",
  },
  CHECKPOINT_LOCATION_NOT_LOCAL: {
    sqlState: "0A000",
    kind: "unsupported",
    message:
      "The checkpoint <location> is not in a local folder, and a batch is committed by a transaction of a local database. Choose a checkpointLocation on a local disk; sources and sinks may stay in the bucket.",
  },
  STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE: {
    sqlState: "42K06",
    kind: "streaming",
    message:
      "The checkpoint holds state of another aggregation: stored <storedKeySchema>, this query <newKeySchema>. Grouping keys and aggregates must stay the same; otherwise give another checkpointLocation.",
  },
  STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA: {
    sqlState: "42K03",
    kind: "streaming",
    message:
      "The checkpoint holds state of other operators: stored <OpsInMetadataSeq>, this query <OpsInCurBatchSeq>. Operators with state can be neither added nor taken away nor changed for another kind; otherwise give another checkpointLocation.",
  },
  _LEGACY_ERROR_TEMP_3076: {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "A stream has one watermark: withWatermark stands behind another withWatermark of the same rows. Leave one of them out (Spark has the setting <config> for the behaviour of old).",
  },
  MULTIPLE_EVENT_TIME_COLUMNS: {
    sqlState: "42K09",
    kind: "analysis",
    message:
      "More than one column with a watermark comes to an operator that keeps state: <eventTimeCols>. Drop or rename all but one before it.",
  },
  MEMORY_SINK_FULL: {
    sqlState: "54000",
    kind: "streaming",
    message:
      "The in-memory table <name> would hold <rows> rows, more than the cap of <limit>. Raise <config>, aggregate further, or write to files.",
  },
  _LEGACY_ERROR_TEMP_1194: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The memory sink makes a table: give it a name by queryName.",
  },
  _LEGACY_ERROR_TEMP_1299: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "This query cannot go on from a checkpoint, since its results were in memory only. Delete <checkpointPath> to start over.",
  },
  INVALID_QUERY_ID: {
    sqlState: "22023",
    kind: "illegalArgument",
    message:
      "'<id>' is not the id of a query, which is a UUID. Queries tell their ids, and streams.active lists those that run.",
  },
  DUPLICATE_QUERY_NAME: {
    sqlState: "42710",
    kind: "illegalArgument",
    message: "A query with the name <name> is active in this session already. Stop it or choose another queryName.",
  },
  STREAMING_SOURCE_CHANGED: {
    sqlState: "42K06",
    kind: "streaming",
    message:
      "The checkpoint belongs to a query that reads [<stored>]; this one reads [<current>]. Number, order and kinds of the sources must stay the same; otherwise give another checkpointLocation.",
  },
  INVALID_SOURCE_OPTION: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The option <option> cannot be '<value>': <reason>.",
  },
  _LEGACY_ERROR_TEMP_1295: {
    sqlState: "XX000",
    kind: "analysis",
    message: 'The source socket needs a host to read from: option("host", …).',
  },
  _LEGACY_ERROR_TEMP_1296: {
    sqlState: "XX000",
    kind: "analysis",
    message: 'The source socket needs a port to read from: option("port", …).',
  },
  _LEGACY_ERROR_TEMP_1297: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The option includeTimestamp is true or false.",
  },
  SOCKET_FAILED: {
    sqlState: "08000",
    kind: "streaming",
    message: "The connection to <host>:<port> failed: <reason>.",
  },
  _LEGACY_ERROR_TEMP_1298: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      'A sink that keeps what it has got needs a checkpoint: give a folder with option("checkpointLocation", …), or one for all queries in the setting <config>.',
  },
  _LEGACY_ERROR_TEMP_1188: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The path is given twice, by the option 'path' and to <method>(). Leave one out.",
  },
  _LEGACY_ERROR_TEMP_1196: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<columnType> column <columnName> is not among the columns <validColumnNames>.",
  },
  _LEGACY_ERROR_TEMP_1197: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The sink <operation> does not partition its rows: leave partitionBy out.",
  },
  _LEGACY_ERROR_TEMP_1190: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<viewName> is a temporary view, which takes no rows. Name a table.",
  },
  _LEGACY_ERROR_TEMP_1192: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The format <source> is not that of the table <tableName>, which is <provider>. Leave the format out.",
  },
  _LEGACY_ERROR_TEMP_1018: {
    sqlState: "XX000",
    kind: "analysis",
    message:
      "<quoted> is a view that lasts, and streams follow tables and temporary views of streams only. Read its tables with readStream.table.",
  },
  _LEGACY_ERROR_TEMP_1008: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<quoted> is a view or table that stands still. Read it with spark.table, not as a stream.",
  },
  STREAMING_SINK_LOG_MISMATCH: {
    sqlState: "55000",
    kind: "streaming",
    message:
      "The stream cannot go on writing to <path>: <reason>. Start it with the checkpoint that belongs to the folder, or give another folder and another checkpointLocation.",
  },
  SINK_LOG_UNREADABLE: {
    sqlState: "XX000",
    kind: "io",
    message: "The log of the files in <path> cannot be read: <reason>.",
  },
  "UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE": {
    sqlState: "KD003",
    kind: "runtime",
    message:
      "Files have fields that the schema of the stream lacks: <unknownFieldBlob>. Whether starting the query again is enough, since the wider schema is kept: <isRetryable>.",
  },
  SCHEMA_LOCATION_UNREADABLE: {
    sqlState: "XX000",
    kind: "io",
    message: "The schema that <path> keeps cannot be read: <reason>.",
  },
  _LEGACY_ERROR_TEMP_2048: {
    sqlState: "XX000",
    kind: "illegalArgument",
    message:
      "A stream of files needs a schema: give one with schema(…). To learn it from files that are there, read the folder with spark.read once, or set spark.sql.streaming.schemaInference.",
  },
  _LEGACY_ERROR_TEMP_2049: {
    sqlState: "XX000",
    kind: "unsupported",
    message: "The data source <className> does not support streamed <operator>.",
  },
  _LEGACY_ERROR_TEMP_2242: {
    sqlState: "XX000",
    kind: "unsupported",
    message: "<provider> has a schema of its own: leave schema(…) out.",
  },
  STREAMING_PATHS_TOO_MANY: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "A stream reads one path, not several: <paths>. Use a pattern, or union one stream for each.",
  },
  STDS_COMMITTED_BATCH_UNAVAILABLE: {
    sqlState: "KD006",
    kind: "runtime",
    message:
      "The checkpoint <checkpointLocation> has no such committed batch. Let its query run and commit one, or name another batch.",
  },
  STDS_CONFLICT_OPTIONS: {
    sqlState: "42613",
    kind: "runtime",
    message: "Of the options <options> only one can be given.",
  },
  STDS_FAILED_TO_READ_STATE_SCHEMA: {
    sqlState: "42K03",
    kind: "runtime",
    message:
      "The checkpoint does not describe this state: <sourceOptions>. The format state-metadata lists the operators and stores that it has; a query that ran with an older release describes them when it is started again.",
  },
  "STDS_INVALID_OPTION_VALUE.IS_NEGATIVE": {
    sqlState: "42616",
    kind: "runtime",
    message: "The option '<optionName>' must not be negative.",
  },
  "STDS_INVALID_OPTION_VALUE.WITH_MESSAGE": {
    sqlState: "42616",
    kind: "runtime",
    message: "The option '<optionName>' cannot be so: <message>",
  },
  STDS_OFFSET_LOG_UNAVAILABLE: {
    sqlState: "KD006",
    kind: "runtime",
    message:
      "The checkpoint <checkpointLocation> does not keep the state of batch <batchId>: the newest state is there, and that of earlier batches where the query runs with spark.millrace.streaming.stateHistory.batches set. The format state-metadata tells which.",
  },
  STDS_REQUIRED_OPTION_UNSPECIFIED: {
    sqlState: "42601",
    kind: "runtime",
    message: "The option '<optionName>' must be given.",
  },
  STREAMING_OFFSET_INVALID: {
    sqlState: "42K06",
    kind: "streaming",
    message: "<offset> is no offset of a source of <source>: the checkpoint belongs to another query.",
  },
  _LEGACY_ERROR_TEMP_2261: {
    sqlState: "XX000",
    kind: "unsupported",
    message:
      "Files that a streaming query has written cannot be cleaned, since its log names them: set cleanSource to off.",
  },
  INVALID_TRIGGER: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The trigger <trigger> is not valid: <reason>",
  },
  NO_MANUAL_CLOCK: {
    sqlState: "22023",
    kind: "illegalArgument",
    message:
      "The session's time is the machine's, which nobody moves: make the session with testSession of millrace/testing.",
  },
  STREAM_SIMULATION_OPTION: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The option <option> of simulate must be <expected>, not <value>.",
  },
  STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE: {
    sqlState: "42802",
    kind: "unsupported",
    message: "A stateful processor cannot do <operationType> in the state <handleState> of its handle.",
  },
  STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE: {
    sqlState: "42802",
    kind: "unsupported",
    message: "A stateful processor cannot do <operationType> in the time mode <timeMode>.",
  },
  STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED: {
    sqlState: "42802",
    kind: "unsupported",
    message: "The stateful processor has a state variable <stateVarName> already.",
  },
  STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE: {
    sqlState: "42K06",
    kind: "streaming",
    message:
      "The checkpoint has <stateVarName> as <oldType>, and the stateful processor wants it as <newType>. Give it another name, call deleteIfExists before, or start with another checkpointLocation.",
  },
  STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL: {
    sqlState: "42802",
    kind: "unsupported",
    message: "State <stateName> has no TTL in the time mode <timeMode>: choose processingTime.",
  },
  STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE: {
    sqlState: "42802",
    kind: "unsupported",
    message: "The TTL in <operationType> of state <stateName> must be more than zero.",
  },
  TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR: {
    sqlState: "39000",
    kind: "runtime",
    message: "<function> of the stateful processor has failed: <reason>",
  },
  "ILLEGAL_STATE_STORE_VALUE.EMPTY_LIST_VALUE": {
    sqlState: "42601",
    kind: "illegalArgument",
    message: "State <stateName> takes no empty list: clear() removes it.",
  },
  "ILLEGAL_STATE_STORE_VALUE.NULL_VALUE": {
    sqlState: "42601",
    kind: "illegalArgument",
    message: "State <stateName> takes no null: clear() removes a value.",
  },
  STATE_VALUE_NOT_STORABLE: {
    sqlState: "42804",
    kind: "illegalArgument",
    message:
      "A value of the kind <type> cannot be kept as state or key. Use plain objects, arrays, Maps, texts, numbers, bigints, booleans, dates, timestamps or bytes.",
  },
};

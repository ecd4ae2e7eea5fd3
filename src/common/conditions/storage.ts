import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of folders, buckets, mounts and the fs commands. */
export const storageConditions: ConditionCatalogue = {
  CANNOT_MERGE_SCHEMAS: {
    sqlState: "42KD9",
    kind: "runtime",
    message:
      "The files have schemas that do not go together: <left> and <right>. Read them one by one and cast the columns.",
  },
  PATH_NOT_FOUND: { sqlState: "42K03", kind: "analysis", message: "There is nothing at the path <path>." },
  DATA_SOURCE_NOT_FOUND: {
    sqlState: "42K02",
    kind: "runtime",
    message: "There is no data source <provider>. There are json, csv, parquet, text and rate.",
  },
  UNSUPPORTED_DATA_SOURCE: {
    sqlState: "0A000",
    kind: "unsupported",
    message: "The data source <provider> is not supported: <wayOut>.",
  },
  PARQUET_TYPE_UNSUPPORTED: {
    sqlState: "0A000",
    kind: "analysis",
    message:
      "The column <column> of <path> has the Parquet type <parquetType>, which has no type of Spark. Select the other columns by a declared schema.",
  },
  UNSUPPORTED_COMPRESSION: {
    sqlState: "0A000",
    kind: "unsupported",
    message: "The file <path> is compressed by <kind>, which is not supported. Compress it with gzip.",
  },
  UNABLE_TO_INFER_SCHEMA: {
    sqlState: "42KD9",
    kind: "analysis",
    message: "There are no files to learn the schema of <format> from. Declare it with schema(…).",
  },
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "The format <format> cannot hold the column <columnName> of type <columnType>.",
  },
  EMPTY_PARTITION_COLUMN_NAME: {
    sqlState: "KD009",
    kind: "runtime",
    message: "The folder <columnSpec> names no column before its =.",
  },
  EMPTY_PARTITION_COLUMN_VALUE: {
    sqlState: "KD009",
    kind: "runtime",
    message: "The folder <columnSpec> gives no value behind its =.",
  },
  CONFLICTING_DIRECTORY_STRUCTURES: {
    sqlState: "KD009",
    kind: "runtime",
    message:
      "Folders named column=value begin at several places:<discoveredBasePaths>Point to the one folder above them with the option basePath, or read them apart and union them.",
  },
  CONFLICTING_PARTITION_COLUMN_NAMES: {
    sqlState: "KD009",
    kind: "runtime",
    message:
      "Folders give different columns:<distinctPartColLists>Look at these folders:<suspiciousPaths>All files must lie below folders of the same columns.",
  },
  _LEGACY_ERROR_TEMP_1135: {
    sqlState: "XX000",
    kind: "analysis",
    message: "<className> is not a source of batch reads. Sources as rate and socket are streamed, with readStream.",
  },
  _LEGACY_ERROR_TEMP_1294: {
    sqlState: "XX000",
    kind: "analysis",
    message: "The option <strategy> is not a time: write 2024-01-31T12:00:00 instead of <timeString>.",
  },
  _LEGACY_ERROR_TEMP_1306: {
    sqlState: "XX000",
    kind: "analysis",
    message: "Paths are given twice: to load() and as the option path. Leave one out.",
  },
  "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION": {
    sqlState: "56038",
    kind: "illegalArgument",
    message: "The compression <codecName> is not available. Choose one of <availableCodecs>.",
  },
  OPTION_VALUE_EXCEEDS_ONE_CHARACTER: {
    sqlState: "22023",
    kind: "runtime",
    message: "The option <paramName> is one character, and <actualValue> has more.",
  },
  ALL_PARTITION_COLUMNS_NOT_ALLOWED: {
    sqlState: "KD005",
    kind: "analysis",
    message: "All columns are partition columns, so nothing is left for the files. Leave one out of partitionBy.",
  },
  _LEGACY_ERROR_TEMP_1155: {
    sqlState: "XX000",
    kind: "analysis",
    message: "There is no column <col> to partition by in <schemaCatalog>.",
  },
  INVALID_PARTITION_COLUMN_DATA_TYPE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "A column of type <type> cannot name folders; partition by another one.",
  },
  EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "The format <format> does not hold rows without columns, nor structs without fields.",
  },
  _LEGACY_ERROR_TEMP_1290: {
    sqlState: "XX000",
    kind: "analysis",
    message: "A text file holds one column, and there are <schemaSize>. Select one, or join them with concat_ws.",
  },
  "INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER": {
    sqlState: "42602",
    kind: "illegalArgument",
    message:
      "The separator has <str>, which stands for no character. Of these there are \\t, \\r, \\b, \\f, \\\\, \\\" and \\'.",
  },
  "INVALID_LINE_SEPARATOR.EMPTY": {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The option lineSep is empty; it is what ends a line.",
  },
  "INVALID_LINE_SEPARATOR.TOO_LONG": {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The option lineSep has <length> characters; in CSV it has one or two.",
  },
  _LEGACY_ERROR_TEMP_2047: {
    sqlState: "XX000",
    kind: "illegalArgument",
    message: "No path is given: name one in load() or save(), or as the option path.",
  },
  _LEGACY_ERROR_TEMP_1312: {
    sqlState: "XX000",
    kind: "analysis",
    message: "bucketBy does not go with <operation>. Leave it out, or use partitionBy.",
  },
  _LEGACY_ERROR_TEMP_1313: {
    sqlState: "XX000",
    kind: "analysis",
    message: "bucketBy and sortBy do not go with <operation>. Leave them out, or sort the rows with orderBy.",
  },
  SORT_BY_WITHOUT_BUCKETING: {
    sqlState: "42601",
    kind: "analysis",
    message: "sortBy sorts buckets, and there is no bucketBy. Sort the rows with orderBy.",
  },
  SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED: {
    sqlState: "42908",
    kind: "analysis",
    message: "partitionBy and clusterBy do not go together; leave one out.",
  },
  UNSUPPORTED_DATA_SOURCE_SAVE_MODE: {
    sqlState: "0A000",
    kind: "analysis",
    message: "The format <source> is not written in the mode <createMode>; use append or overwrite.",
  },
  PATH_ALREADY_EXISTS: {
    sqlState: "42K04",
    kind: "analysis",
    message: "There is already something at <outputPath>; overwriting it has to be asked for.",
  },
  INVALID_PARTITION_VALUE: {
    sqlState: "42846",
    kind: "runtime",
    message:
      "A folder says <value> for the column <columnName>, which is no <dataType>. Declare another type for the column.",
  },
  "FAILED_READ_FILE.FILE_NOT_EXIST": {
    sqlState: "KD001",
    kind: "io",
    message: "The file <path> was listed but is gone now. It may have been moved or deleted since.",
  },
  "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH": {
    sqlState: "KD001",
    kind: "io",
    message:
      "The column <column> of the file <path> holds values of Parquet's type <actualType>, which are not read as <expectedType>. Read it in its own type, and cast that.",
  },
  "FAILED_READ_FILE.NO_HINT": { sqlState: "KD001", kind: "io", message: "The file <path> cannot be read: <reason>." },
  "FAILED_READ_FILE.UNSUPPORTED_FILE_SYSTEM": {
    sqlState: "KD001",
    kind: "io",
    message: "No file system serves <path>. Use a local path, file:/…, s3://bucket/… or a mounted /mnt/… path.",
  },
  QUEUE_REQUEST_FAILED: {
    sqlState: "58030",
    kind: "io",
    message: "The queue <queueUrl> has refused <operation>: <reason>.",
  },
  FAILED_WRITE_FILE: { sqlState: "58030", kind: "io", message: "<path> cannot be written: <reason>." },
  FAILED_LIST_PATH: { sqlState: "58030", kind: "io", message: "<path> cannot be listed: <reason>." },
  FAILED_DELETE_PATH: { sqlState: "58030", kind: "io", message: "<path> cannot be deleted: <reason>." },
  PATH_IS_DIRECTORY: {
    sqlState: "42K04",
    kind: "io",
    message:
      "<path> is a directory, and <operation> takes one file; with recurse set, fs.cp, fs.mv and fs.rm take directories.",
  },
  INVALID_PATH: { sqlState: "22023", kind: "illegalArgument", message: "<path> is not a usable path: <reason>." },
  INVALID_GLOB: { sqlState: "22023", kind: "illegalArgument", message: "The pattern <pattern> is wrong: <reason>." },
  PATH_OUTSIDE_MOUNT: {
    sqlState: "42501",
    kind: "io",
    message: "<path> leads out of <root>. Name the place itself, or mount it.",
  },
  MOUNT_NOT_FOUND: {
    sqlState: "42K03",
    kind: "io",
    message: "Nothing is mounted at <mountPoint>. Mounted: <mounts>. Mount it with fs.mount(source, mountPoint).",
  },
  MOUNT_ALREADY_EXISTS: {
    sqlState: "42K04",
    kind: "io",
    message: "<mountPoint> collides with the mount <existing>. Unmount that first, or use fs.updateMount.",
  },
  INVALID_MOUNT: { sqlState: "22023", kind: "illegalArgument", message: "Cannot mount at <mountPoint>: <reason>." },
  MOUNT_FILE_INVALID: {
    sqlState: "58030",
    kind: "io",
    message: "The list of mounts in <path> cannot be used: <reason>. Repair the file or delete it.",
  },
  INVALID_S3_OPTION: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "The S3 option <option> is wrong: <reason>.",
  },
  S3_BUCKET_NOT_FOUND: {
    sqlState: "42K03",
    kind: "io",
    message: "The bucket <bucket> does not exist at <endpoint>. Check the name, the endpoint and the region.",
  },
  S3_ACCESS_DENIED: {
    sqlState: "42501",
    kind: "io",
    message: "S3 refused the access to s3://<bucket>/<key> (<code>). Check the credentials and the bucket's policy.",
  },
  S3_CREDENTIALS_MISSING: {
    sqlState: "28000",
    kind: "io",
    message:
      "No AWS credentials for s3://<bucket>/<key>. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or ask for anonymous access.",
  },
  S3_REQUEST_FAILED: {
    sqlState: "58030",
    kind: "io",
    message: "S3 failed to <operation> s3://<bucket>/<key>: <reason>.",
  },
  S3_CONDITIONAL_PUT_UNSUPPORTED: {
    sqlState: "0A000",
    kind: "unsupported",
    message:
      "The S3 server <endpoint> ignores If-None-Match, so an object in <bucket> cannot be created exactly once. Use a server with conditional writes (AWS S3, MinIO, versitygw) or a local folder.",
  },
};

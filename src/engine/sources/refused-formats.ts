import { sparkError } from "../../common/index.ts";

/** Formats that Spark reads and Millrace does not, with the way out. */
const notRead: Readonly<Record<string, string>> = {
  orc: "write the data as Parquet, and read it with format('parquet')",
  avro: "write the data as Parquet or JSON lines",
  xml: "write the data as JSON lines, and read it with format('json')",
  binaryfile: "read the bytes in the program, and hand them to createDataFrame",
  jdbc: "export the table to Parquet or CSV files",
  kafka: "land the topic in files, and stream those with format('json')",
  delta: "write the data as Parquet, and read it with format('parquet')",
  iceberg: "write the data as Parquet, and read it with format('parquet')",
  cloudfiles:
    "stream the folder with the format of its files, format('json') say: new files are found without listing, and schemaLocation, schemaHints, schemaEvolutionMode and rescuedDataColumn are options of it",
};

/** Formats that are there, but not to be read so. */
const notBatch: ReadonlySet<string> = new Set(["rate", "rate-micro-batch", "socket", "console", "memory"]);
const notStreamed: ReadonlySet<string> = new Set(["console", "noop", "jdbc", "statestore", "state-metadata"]);

/** The error for a format that cannot be read. */
export function refusal(format: string, streaming: boolean): Error {
  const name = format.toLowerCase();
  const wayOut = notRead[name];
  if (streaming && notStreamed.has(name)) {
    return sparkError("_LEGACY_ERROR_TEMP_2049", { className: format, operator: "reading" });
  }
  if (!streaming && (notBatch.has(name) || name === "noop")) {
    return sparkError("_LEGACY_ERROR_TEMP_1135", { className: format });
  }
  if (wayOut !== undefined) return sparkError("UNSUPPORTED_DATA_SOURCE", { provider: format, wayOut });
  return sparkError("DATA_SOURCE_NOT_FOUND", { provider: format });
}

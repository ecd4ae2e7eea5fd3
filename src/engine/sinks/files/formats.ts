import { sparkError } from "../../../common/index.ts";
import { csvFormat } from "./csv-output.ts";
import { jsonFormat } from "./json-output.ts";
import type { OutputFormat } from "./output-format.ts";
import { parquetFormat } from "./parquet-output.ts";
import { textFormat } from "./text-output.ts";

const formats: Readonly<Record<string, OutputFormat>> = {
  json: jsonFormat,
  csv: csvFormat,
  parquet: parquetFormat,
  text: textFormat,
};

/** Formats that Spark writes and Millrace does not, with the way out. */
const notWritten: Readonly<Record<string, string>> = {
  orc: "write the rows as Parquet, with format('parquet')",
  avro: "write the rows as Parquet or JSON lines",
  xml: "write the rows as JSON lines, with format('json')",
  jdbc: "write the rows as Parquet or CSV files, and load those into the database",
  kafka: "write the rows as JSON lines, and send those",
  delta: "write the rows as Parquet, with format('parquet')",
  iceberg: "write the rows as Parquet, with format('parquet')",
  console: "print the rows with show()",
  memory: "keep the rows with createOrReplaceTempView or saveAsTable",
};

/** @throws SparkException `DATA_SOURCE_NOT_FOUND`, `UNSUPPORTED_DATA_SOURCE` */
export function formatOf(name: string): OutputFormat {
  const provider = name.toLowerCase();
  const format = formats[provider];
  if (format !== undefined) return format;
  const wayOut = notWritten[provider];
  if (wayOut !== undefined) throw sparkError("UNSUPPORTED_DATA_SOURCE", { provider: name, wayOut });
  throw sparkError("DATA_SOURCE_NOT_FOUND", { provider: name });
}

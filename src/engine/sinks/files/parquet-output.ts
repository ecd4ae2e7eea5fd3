import {
  type DataType,
  duckDbType,
  quoteIdentifier,
  quoteString,
  type SparkType,
  StructField,
  StructType,
} from "../../../types/index.ts";
import { type Codecs, codecOf, type OutputFormat, partsOf } from "./output-format.ts";

const codecs: Codecs = {
  none: { duckDb: "uncompressed", extension: "" },
  uncompressed: { duckDb: "uncompressed", extension: "" },
  snappy: { duckDb: "snappy", extension: ".snappy" },
  gzip: { duckDb: "gzip", extension: ".gz" },
  lz4_raw: { duckDb: "lz4_raw", extension: ".lz4raw" },
  zstd: { duckDb: "zstd", extension: ".zstd" },
};

/** Intervals lie in Parquet files as numbers, which only columns of their own can be turned into. */
const isInterval = (type: DataType): boolean => type.kind.startsWith("interval");

const supports = (type: SparkType): boolean =>
  !isInterval(type) && partsOf(type).every((part) => supports(part as SparkType));

const hasVoid = (type: DataType): boolean => type.kind === "void" || partsOf(type).some(hasVoid);

/** @see org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat */
export const parquetFormat: OutputFormat = {
  title: "Parquet",
  supports,
  output(columns, options, settings) {
    const name =
      options.get("compression", "parquet.compression") ??
      settings.find("spark.sql.parquet.compression.codec") ??
      "snappy";
    const codec = codecOf(codecs, name);
    const values = columns.map(
      (column) => `CAST(${column.sql} AS ${duckDbType(column.type)}) AS ${quoteIdentifier(column.name)}`,
    );
    const copyOptions = ["FORMAT parquet", `COMPRESSION ${codec.duckDb}`];
    // Readers take the types that stand here for those of the columns. An untyped NULL has no form in the file that they would accept.
    if (!columns.some(({ type }) => hasVoid(type))) {
      const schema = new StructType(columns.map((column) => new StructField(column.name, column.type)));
      copyOptions.push(`KV_METADATA {'org.apache.spark.sql.parquet.row.metadata': ${quoteString(schema.json())}}`);
    }
    return { extension: `${codec.extension}.parquet`, select: values.join(", "), copyOptions: copyOptions.join(", ") };
  },
};

import type { BatchCase } from "../case.ts";

const sales = "id INT, product STRING, price DECIMAL(6,2), sold_on DATE, note STRING";
const broken = "id INT, amount DECIMAL(6,2), ok BOOLEAN";

/** Files of every format, with schemas given and inferred. */
export const files: readonly BatchCase[] = [
  { name: "json inferred", run: ({ spark, fixtures }) => spark.read.json(`${fixtures}/people.json`) },
  {
    name: "json with a schema",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("name STRING, age LONG, joined TIMESTAMP, score DOUBLE, tags ARRAY<STRING>")
        .json(`${fixtures}/people.json`),
  },
  {
    name: "json with nested structs",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("name STRING, city STRUCT<name: STRING, zip: STRING>")
        .json(`${fixtures}/people.json`)
        .select("name", "city.zip"),
  },
  {
    name: "json primitives as strings",
    run: ({ spark, fixtures }) => spark.read.option("primitivesAsString", true).json(`${fixtures}/people.json`),
  },
  { name: "json permissive", run: ({ spark, fixtures }) => spark.read.schema(broken).json(`${fixtures}/broken.json`) },
  {
    name: "json with the corrupt record",
    run: ({ spark, fixtures }) =>
      spark.read.schema(`${broken}, _corrupt_record STRING`).json(`${fixtures}/broken.json`),
  },
  {
    name: "json corrupt record by another name",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema(`${broken}, bad STRING`)
        .option("columnNameOfCorruptRecord", "bad")
        .json(`${fixtures}/broken.json`),
  },
  {
    name: "json dropmalformed",
    run: ({ spark, fixtures }) =>
      spark.read.schema(broken).option("mode", "DROPMALFORMED").json(`${fixtures}/broken.json`),
  },
  {
    name: "json failfast",
    run: ({ spark, fixtures }) => spark.read.schema(broken).option("mode", "FAILFAST").json(`${fixtures}/broken.json`),
  },
  {
    name: "json multiline",
    run: ({ spark, fixtures }) => spark.read.option("multiLine", true).json(`${fixtures}/whole.json`),
  },
  {
    name: "json timestamp format",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("joined TIMESTAMP")
        .option("timestampFormat", "yyyy-MM-dd'T'HH:mm:ssX")
        .json(`${fixtures}/people.json`),
  },
  {
    name: "json partitioned folders",
    run: ({ spark, fixtures }) => spark.read.schema("v INT, day DATE, hour INT").json(`${fixtures}/days`),
  },
  {
    name: "json by glob",
    run: ({ spark, fixtures }) => spark.read.schema("v INT").json(`${fixtures}/days/day=*/hour=1*`),
  },
  {
    name: "json of several paths",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("v INT")
        .json([`${fixtures}/days/day=2024-01-01/hour=1`, `${fixtures}/days/day=2024-01-02/hour=10/b.json`]),
  },
  {
    name: "json recursively",
    run: ({ spark, fixtures }) =>
      spark.read.schema("v INT").option("recursiveFileLookup", true).json(`${fixtures}/days`),
  },
  { name: "csv without a header", run: ({ spark, fixtures }) => spark.read.csv(`${fixtures}/sales.csv`) },
  {
    name: "csv with a header",
    run: ({ spark, fixtures }) => spark.read.option("header", true).csv(`${fixtures}/sales.csv`),
  },
  {
    name: "csv inferred",
    run: ({ spark, fixtures }) => spark.read.options({ header: true, inferSchema: true }).csv(`${fixtures}/sales.csv`),
  },
  {
    name: "csv with a schema",
    run: ({ spark, fixtures }) => spark.read.schema(sales).option("header", true).csv(`${fixtures}/sales.csv`),
  },
  {
    name: "csv null value",
    run: ({ spark, fixtures }) =>
      spark.read.schema(sales).options({ header: true, nullValue: "NULL" }).csv(`${fixtures}/sales.csv`),
  },
  {
    name: "csv separator, comments, spaces",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("a STRING, b INT, c STRING")
        .options({ sep: ";", comment: "#", ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true })
        .csv(`${fixtures}/ragged.csv`),
  },
  {
    name: "csv ragged with the corrupt record",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("a STRING, b INT, c STRING, _corrupt_record STRING")
        .option("sep", ";")
        .csv(`${fixtures}/ragged.csv`),
  },
  {
    name: "csv ragged dropmalformed",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("a STRING, b INT, c STRING")
        .options({ sep: ";", mode: "DROPMALFORMED" })
        .csv(`${fixtures}/ragged.csv`),
  },
  {
    name: "csv ragged failfast",
    run: ({ spark, fixtures }) =>
      spark.read
        .schema("a STRING, b INT, c STRING")
        .options({ sep: ";", mode: "FAILFAST" })
        .csv(`${fixtures}/ragged.csv`),
  },
  {
    name: "csv multiline",
    run: ({ spark, fixtures }) => spark.read.option("multiLine", true).csv(`${fixtures}/lines.csv`),
  },
  { name: "csv lines cut within quotes", run: ({ spark, fixtures }) => spark.read.csv(`${fixtures}/lines.csv`) },
  { name: "parquet", run: ({ spark, fixtures }) => spark.read.parquet(`${fixtures}/values.parquet`) },
  {
    name: "parquet with fewer columns",
    run: ({ spark, fixtures }) =>
      spark.read.schema("d DOUBLE, i INT, absent STRING").parquet(`${fixtures}/values.parquet`),
  },
  {
    name: "parquet filtered",
    run: ({ spark, fixtures }) =>
      spark.read.parquet(`${fixtures}/values.parquet`).filter("i > 1 OR st.y = 'a'").select("i", "st.y"),
  },
  {
    name: "parquet by SQL",
    run: ({ spark, fixtures }) => spark.sql(`SELECT count(*), max(at) FROM parquet.\`${fixtures}/values.parquet\``),
  },
  { name: "text", run: ({ spark, fixtures }) => spark.read.text(`${fixtures}/notes.txt`) },
  {
    name: "text whole",
    run: ({ spark, fixtures }) => spark.read.option("wholetext", true).text(`${fixtures}/notes.txt`),
  },
  {
    name: "text lines separated by commas",
    run: ({ spark, fixtures }) => spark.read.option("lineSep", ",").text(`${fixtures}/notes.txt`),
  },
  {
    name: "file metadata",
    run: ({ spark, fixtures }) =>
      spark.read.text(`${fixtures}/notes.txt`).select("_metadata.file_name" as never, "_metadata.file_size" as never),
  },
  {
    name: "json by SQL",
    run: ({ spark, fixtures }) => spark.sql(`SELECT name, age FROM json.\`${fixtures}/people.json\` WHERE age > 30`),
  },
  { name: "a path that does not exist", run: ({ spark, fixtures }) => spark.read.json(`${fixtures}/nowhere`) },
  {
    name: "a format that does not exist",
    run: ({ spark, fixtures }) => spark.read.format("nope").load(`${fixtures}/people.json`),
  },
  {
    name: "a mode that does not exist",
    run: ({ spark, fixtures }) => spark.read.schema(broken).option("mode", "SOMEHOW").json(`${fixtures}/broken.json`),
  },
  {
    name: "a schema that does not parse",
    run: ({ spark, fixtures }) => spark.read.schema("id INTT" as never).json(`${fixtures}/broken.json`),
  },
  {
    name: "json corrupt column alone",
    run: ({ spark, fixtures }) =>
      spark.read.schema(`${broken}, _corrupt_record STRING`).json(`${fixtures}/broken.json`).select("_corrupt_record"),
  },
];

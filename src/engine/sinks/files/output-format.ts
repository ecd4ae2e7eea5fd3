import { sparkError } from "../../../common/index.ts";
import {
  type ArrayType,
  type DataType,
  type MapType,
  quoteString,
  type SparkType,
  type StructType,
} from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { invalidOption } from "../../sources/index.ts";
import type { WriteOptions } from "./write-options.ts";

/** Settings of a session that writers look at. */
export interface WriteSettings extends ExpressionSettings {
  /** The value of a setting, undefined where it is neither set nor known. */
  find(key: string): string | undefined;
}

/** A column of the files: its name and type, and SQL of its values. */
export interface OutputColumn {
  readonly name: string;
  readonly type: DataType;
  readonly sql: string;
}

/** How the rows of one write become files, in the words of DuckDB's `COPY`. */
export interface Output {
  /** The end of files' names: `.csv.gz`. */
  readonly extension: string;
  /** The SELECT list that makes what is written of the rows. */
  readonly select: string;
  /** Rows for which this SQL is not true leave nothing in the file. */
  readonly where?: string;
  /** Behind `COPY … TO …`. */
  readonly copyOptions: string;
}

/** A format of files. @see org.apache.spark.sql.execution.datasources.FileFormat */
export interface OutputFormat {
  /** The name in messages. */
  readonly title: string;
  supports(type: SparkType): boolean;
  /** Two columns may have the same name, since the files do not hold names. */
  readonly namesMayRepeat?: boolean;
  /** @throws SparkException for options and columns that the format does not take */
  output(columns: readonly OutputColumn[], options: WriteOptions, settings: WriteSettings): Output;
}

/** @throws AnalysisException `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE`, `EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE` */
export function checkColumns(format: OutputFormat, columns: readonly OutputColumn[]): void {
  if (columns.length === 0 || columns.some(({ type }) => hasEmptyStruct(type))) {
    throw sparkError("EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE", { format: format.title });
  }
  for (const { name, type } of columns) {
    if (format.supports(type as SparkType)) continue;
    throw sparkError("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", {
      columnName: `\`${name.replaceAll("`", "``")}\``,
      columnType: `"${type.sql()}"`,
      format: format.title,
    });
  }
}

const hasEmptyStruct = (type: DataType): boolean =>
  type.kind === "struct" && ((type as StructType).fields.length === 0 || partsOf(type).some(hasEmptyStruct));

/** The types right inside a type. */
export function partsOf(type: DataType): DataType[] {
  switch (type.kind) {
    case "array":
      return [(type as ArrayType).elementType];
    case "map":
      return [(type as MapType).keyType, (type as MapType).valueType];
    case "struct":
      return (type as StructType).fields.map((field) => field.dataType);
    default:
      return [];
  }
}

/** A name as Spark knows a compression by, with DuckDB's name of it and the end that it gives to files' names. */
export type Codecs = Readonly<Record<string, { readonly duckDb: string; readonly extension: string }>>;

/** @throws IllegalArgumentException `CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION` */
export function codecOf(codecs: Codecs, name: string): Codecs[string] {
  const codec = codecs[name.toLowerCase()];
  if (codec !== undefined) return codec;
  throw sparkError("CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION", {
    codecName: name,
    availableCodecs: Object.keys(codecs).join(", "),
  });
}

const textCodecs: Codecs = {
  none: { duckDb: "none", extension: "" },
  uncompressed: { duckDb: "none", extension: "" },
  gzip: { duckDb: "gzip", extension: ".gz" },
};

/**
 * An output of ready lines: DuckDB's CSV writer, told to quote nothing, puts them out as they are and faster than one by one.
 *
 * @param line - SQL of a line without its end
 * @param header - a first line for each file
 */
export function lineOutput(
  line: string,
  extension: string,
  compression: string | undefined,
  lineSeparator: string,
  header?: string,
): Output {
  const codec = codecOf(textCodecs, compression ?? "none");
  if (lineSeparator.includes("\0")) throw invalidOption("lineSep", lineSeparator, "it must not hold the character NUL");
  const options = [
    "FORMAT csv",
    "DELIMITER ''",
    "QUOTE ''",
    "ESCAPE ''",
    "NULLSTR ''",
    `NEW_LINE ${quoteString(lineSeparator)}`,
    `HEADER ${header !== undefined}`,
    `COMPRESSION ${codec.duckDb}`,
  ];
  const name = header === undefined || header === "" ? "line" : header;
  return {
    extension: `${extension}${codec.extension}`,
    select: `${line} AS "${name.replaceAll('"', '""')}"`,
    copyOptions: options.join(", "),
  };
}

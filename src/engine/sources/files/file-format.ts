import type { StructType } from "../../../types/index.ts";
import type { ResolvedColumn } from "../../plan/index.ts";
import type { InputFile, ReadFiles } from "../json/index.ts";
import type { BindContext, Binding } from "../source.ts";

/** What a format is to read. Columns that paths give are not in it: those are added by who asks. */
export interface FormatScan {
  readonly files: readonly InputFile[];
  /** The columns that the query uses; the binding's SQL names them `c<id>`. */
  readonly columns: readonly ResolvedColumn[];
  /** All columns of the files. */
  readonly schema: StructType;
  readonly options: Readonly<Record<string, string>>;
  readonly context: BindContext;
  readonly read: ReadFiles;
  /** The id of one more column, an INTEGER: which of `files` a row is from. */
  readonly fileColumn?: number;
  /** The id of one more column, a BIGINT: the place of a row in its file. Asked of Parquet alone. */
  readonly rowColumn?: number;
}

/** What a format is to find the schema of. */
export interface InferScan {
  readonly files: readonly InputFile[];
  readonly options: Readonly<Record<string, string>>;
  readonly read: ReadFiles;
  readonly timeZone: string;
}

/** How files of one kind are read. */
export interface FileFormat {
  /** As error messages name it: `JSON`. */
  readonly title: string;
  /** Looks at options and a declared schema before any file is. @throws SparkException for what the format does not take */
  check(options: Readonly<Record<string, string>>, schema: StructType | undefined): void;
  /** The schema that all files of the format have; undefined where files have to be looked at. */
  readonly fixedSchema?: StructType;
  /** The schema of one file is looked for, though others may have more columns. */
  readonly infersFromOne?: boolean;
  /** Whether data that has no column can go to the column for such data. */
  readonly rescues?: boolean;
  /** The schema of files; undefined where they do not tell, being none, say. */
  infer(scan: InferScan): Promise<StructType | undefined>;
  bind(scan: FormatScan): Promise<Binding>;
}

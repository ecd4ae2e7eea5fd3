import type { Block } from "../../../storage/index.ts";
import type { DataType } from "../../../types/index.ts";
import type { BindContext } from "../source.ts";
import type { JsonOptions } from "./options.ts";
import type { Rescue } from "./rescue.ts";

/** A file that a scan reads. */
export interface InputFile {
  /** As users see it in errors: `file:/data/a.json`, `s3://bucket/a.json`. A compressed file is known by its extension. */
  readonly path: string;
  /** Where DuckDB can open the file itself. */
  readonly localPath: string | undefined;
  /** Bytes as stored. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** A column that a query asks of the files. */
export interface JsonColumn {
  readonly name: string;
  readonly type: DataType;
  /** The binding's SQL names the column `c<id>`. */
  readonly id: number;
}

/**
 * Reads files whole, as stored (still compressed), in their order; file `i` is `bytes.subarray(starts[i], ends[i])`, and `missing`
 * names the files that were not there.
 */
export type ReadFiles = (files: readonly InputFile[]) => Promise<Block>;

/** What is to be read, from which files. */
export interface JsonScan {
  readonly files: readonly InputFile[];
  /** The columns that the query uses, the corrupt record among them; what is not asked for is neither parsed nor checked. */
  readonly columns: readonly JsonColumn[];
  readonly options: JsonOptions;
  readonly context: BindContext;
  readonly read: ReadFiles;
  /** The id of one more column, an INTEGER: which of `files` a row is from. */
  readonly fileColumn?: number;
  /** Given, what does not fit a column's type makes no record corrupt: it goes to a column of its own, where that is asked for. */
  readonly rescue?: Rescue;
}

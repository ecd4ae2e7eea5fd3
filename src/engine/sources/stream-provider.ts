import type { Clock } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import type { StreamSource } from "./stream-source.ts";

/** A source of streams that has a schema of its own and reads no files. @see org.apache.spark.sql.sources.StreamSourceProvider */
export interface StreamProvider {
  /** The name of Spark's class, for errors. */
  readonly provider: string;
  /** The columns that the options make. @throws SparkException for options that make no sense */
  schema(options: Readonly<Record<string, string>>): StructType;
  /** Opens a stream; who gets it closes it. */
  open(options: Readonly<Record<string, string>>, clock: Clock): StreamSource;
}

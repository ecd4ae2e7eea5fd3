import { randomId, sparkError } from "../../../common/index.ts";
import type { FileSystems } from "../../../storage/index.ts";
import type { Executor, Observations } from "../../execute/index.ts";
import { type ResolvedRelation, schemaOf } from "../../plan/index.ts";
import { invalidOption } from "../../sources/index.ts";
import { formatOf } from "./formats.ts";
import type { WriteSettings } from "./output-format.ts";
import { planOutput } from "./plan-output.ts";
import { stage } from "./stage.ts";
import { type Replacing, WriteTarget } from "./target.ts";
import { WriteOptions } from "./write-options.ts";

/** What to do where there is something already. @see org.apache.spark.sql.SaveMode */
export type SaveMode = "append" | "overwrite" | "ignore" | "error";

/** A write of files. */
export interface FileWrite {
  readonly plan: ResolvedRelation;
  /** `json`, `csv`, `parquet` or `text`, in any letter case. */
  readonly format: string;
  /** A folder: a path of this machine, a mount or a bucket. */
  readonly path: string;
  readonly mode: SaveMode;
  /** Their names in any letter case. */
  readonly options: Readonly<Record<string, string>>;
  /** Columns whose values name folders, the outermost first. */
  readonly partitionBy: readonly string[];
}

/** What a write works with. */
export interface WriteContext {
  readonly executor: Executor;
  readonly fileSystems: FileSystems;
  readonly settings: WriteSettings;
  readonly signal?: AbortSignal;
  /** Is filled with what the plan observes. */
  readonly observations?: Observations;
}

/**
 * Writes the rows of a plan to files as Spark does: a folder with `part-…` files, below folders `column=value` where it is
 * partitioned, and `_SUCCESS` when all is there. Readers never see a part of a file, and a write that fails leaves what was there.
 *
 * @throws SparkException `PATH_ALREADY_EXISTS`, `DATA_SOURCE_NOT_FOUND`, `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` and others of Spark's,
 *   and what the query throws
 * @see org.apache.spark.sql.execution.datasources.InsertIntoHadoopFsRelationCommand
 */
export async function writeFiles(write: FileWrite, context: WriteContext): Promise<void> {
  const { mode, partitionBy, plan } = write;
  const { executor, fileSystems, observations, settings, signal } = context;
  const format = formatOf(write.format);
  const options = new WriteOptions(write.options);
  const planned = planOutput(schemaOf(plan), { format, options, partitionBy }, settings);
  const replacing = replacingOf(write, settings);

  const target = await WriteTarget.find(fileSystems.resolve(write.path), signal);
  if (target.exists && mode === "ignore") return;
  if (target.exists && mode === "error") throw sparkError("PATH_ALREADY_EXISTS", { outputPath: target.path });

  const jobId = randomId();
  await target.staged(async (folder) => {
    const files = await executor.withQuery(
      plan,
      { settings, ...(signal !== undefined && { signal }), ...(observations !== undefined && { observations }) },
      (sql, connection) => stage(connection, { ...planned, rows: planned.rows(sql), folder, jobId, signal }),
    );
    if (signal?.aborted === true) throw sparkError("OPERATION_CANCELED");
    await target.publish(folder, files, replacing);
  });
}

/**
 * What of a folder goes when the rows come.
 *
 * @throws SparkException `INVALID_SOURCE_OPTION`
 */
export function replacingOf(
  { mode, options, partitionBy }: Pick<FileWrite, "mode" | "options" | "partitionBy">,
  settings: Pick<WriteSettings, "find">,
): Replacing {
  if (mode !== "overwrite") return "nothing";
  const given = new WriteOptions(options);
  const way =
    given.get("partitionOverwriteMode") ?? settings.find("spark.sql.sources.partitionOverwriteMode") ?? "static";
  if (!/^(?:static|dynamic)$/i.test(way)) throw invalidOption("partitionOverwriteMode", way, "it is static or dynamic");
  return way.toLowerCase() === "dynamic" && partitionBy.length > 0 ? "writtenFolders" : "everything";
}

import { sparkError } from "../../../common/index.ts";
import { type FileSystems, isGlob } from "../../../storage/index.ts";
import { asNullable, StringType, StructField, StructType } from "../../../types/index.ts";
import type { ScanRelation } from "../../plan/index.ts";
import { type EvolutionOptions, evolutionOptions } from "../evolution/evolution-options.ts";
import { keptSchema } from "../evolution/find-schema.ts";
import { withHints } from "../evolution/schema-hints.ts";
import { invalidOption, SourceOptions } from "../options.ts";
import type { BatchSource, BindContext, Binding, ReadDescription, SchemaSettings } from "../source.ts";
import { bindFiles, noRows } from "./bind-files.ts";
import { fileFilter } from "./file-filter.ts";
import type { FileFormat } from "./file-format.ts";
import { entryAt, type ListFilesOptions, type Listing, listFiles, listPaths } from "./list-files.ts";
import { discoverPartitions, type PartitionColumn } from "./partitions.ts";
import { refusedOfFiles, refuseOptions } from "./refused-options.ts";
import { asFolder, fileReader, folderOf, type SourceFile } from "./source-file.ts";

/** Reads files of one format, found anew for each run. */
export class FileSource implements BatchSource {
  readonly #format: FileFormat;
  readonly #fileSystems: FileSystems;

  constructor(format: FileFormat, fileSystems: FileSystems) {
    this.#format = format;
    this.#fileSystems = fileSystems;
  }

  async schema(read: ReadDescription, settings: SchemaSettings = {}): Promise<StructType> {
    const format = this.#format;
    refuseOptions(new SourceOptions(read.options), "files", refusedOfFiles);
    format.check(read.options, read.schema);
    const filter = fileFilter(new SourceOptions(read.options), settings.timeZone ?? "UTC");
    // Folders' names tell all that there is to know of files whose schema is given.
    const stat = filter.byTime || (read.schema ?? format.fixedSchema) === undefined;
    const evolution = read.streaming
      ? evolutionOptions(new SourceOptions(read.options), read.schema !== undefined)
      : undefined;
    const infers = evolution?.location !== undefined || (settings.streamingSchemaInference ?? false);
    const { files, log } = read.streaming
      ? await this.#streamFiles(read, { filter, stat }, infers)
      : await this.#files(read, { filter, stat });
    const found = read.schema ?? format.fixedSchema ?? (await this.#infer(read, files, settings, evolution));
    if (!filter.recursive) await checkBase(read, this.#fileSystems);
    // Whatever was declared, files may leave anything out.
    const schema = asNullable(withRescued(found, format, read, evolution)) as StructType;
    const partitions = filter.recursive ? [] : partitionsOf(files, read.options, this.#fileSystems);
    // Spark leaves declared columns of a stream's folder where they were declared.
    return withPartitions(schema, partitions, !read.streaming && log !== undefined);
  }

  async bind(scan: ScanRelation, context: BindContext): Promise<Binding> {
    const filter = fileFilter(new SourceOptions(scan.source.options), context.settings.timeZone);
    const { signal } = context;
    const options = { filter, ...(signal && { signal }) };
    const { files } =
      scan.source.table === undefined
        ? await this.#files(scan.source, options)
        : await this.#tableFiles(scan.source, options);
    if (scan.output.length === 0 && files.length === 0) return noRows(scan);
    // Spark hands large files out first, so that is the order in which rows come.
    const ordered = [...files].sort((one, other) => other.size - one.size);
    return bindFiles(this.#format, scan, withBase(ordered, scan.source.options, this.#fileSystems), context);
  }

  async files(read: ReadDescription, { timeZone = "UTC" }: SchemaSettings = {}): Promise<readonly string[]> {
    const filter = fileFilter(new SourceOptions(read.options), timeZone);
    const { files } = await this.#files(read, { filter, stat: filter.byTime });
    return files.map((file) => file.path);
  }

  #files(read: ReadDescription, options: ListFilesOptions): Promise<Pick<Listing, "files" | "log">> {
    return listPaths(this.#fileSystems, pathsOf(read), options);
  }

  /** The files of a table; its folder may be gone, which is a table without rows. */
  async #tableFiles({ paths }: ReadDescription, options: ListFilesOptions): Promise<Pick<Listing, "files">> {
    return (await listFiles(this.#fileSystems, this.#fileSystems.resolve(paths[0]!), options)) ?? { files: [] };
  }

  /** What is there of a stream at this moment; a pattern may match nothing yet. */
  async #streamFiles(read: ReadDescription, options: ListFilesOptions, infers: boolean): Promise<Listing> {
    const path = streamPathOf(read);
    const location = this.#fileSystems.resolve(path);
    const listing = await listFiles(this.#fileSystems, location, options);
    if (listing === undefined) throw sparkError("PATH_NOT_FOUND", { path });
    if (read.schema === undefined && this.#format.fixedSchema === undefined && !infers) {
      throw sparkError("_LEGACY_ERROR_TEMP_2048");
    }
    return listing;
  }

  async #infer(
    read: ReadDescription,
    files: readonly SourceFile[],
    settings: SchemaSettings,
    evolution: EvolutionOptions | undefined,
  ): Promise<StructType> {
    const { options } = read;
    const timeZone = settings.timeZone ?? "UTC";
    const format = this.#format;
    const where = { format, files, options, timeZone };
    const schema =
      evolution?.location !== undefined
        ? await keptSchema(where, evolution, this.#fileSystems)
        : files.length === 0
          ? undefined
          : await format.infer({ files, options, read: fileReader(), timeZone });
    if (schema === undefined) throw sparkError("UNABLE_TO_INFER_SCHEMA", { format: format.title });
    return evolution === undefined ? schema : withHints(schema, evolution.hints);
  }
}

/** A stream's schema with the column for data that has no other. @throws SparkException for formats that have none */
function withRescued(
  schema: StructType,
  format: FileFormat,
  read: ReadDescription,
  evolution: EvolutionOptions | undefined,
): StructType {
  const rescued = evolution?.rescued;
  if (rescued === undefined) return schema;
  if (format.rescues !== true)
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `the option rescuedDataColumn of ${read.format} files`,
      hint: "Leave it out; JSON and CSV have it.",
    });
  if (schema.names.some((name) => name.toLowerCase() === rescued.toLowerCase())) return schema;
  return new StructType([...schema.fields, new StructField(rescued, new StringType())]);
}

/** The paths of a batch read. */
function pathsOf(read: ReadDescription): readonly string[] {
  const option = new SourceOptions(read.options).get("path");
  if (option === undefined) return read.paths;
  if (read.paths.length > 0) {
    throw sparkError("_LEGACY_ERROR_TEMP_1306", { config: "spark.sql.legacy.pathOptionBehavior.enabled" });
  }
  return [option];
}

/** The one path of a streaming read. @throws SparkException where there is none, or several */
export function streamPathOf(read: ReadDescription): string {
  const paths = pathsOf(read);
  if (paths.length === 0) throw sparkError("_LEGACY_ERROR_TEMP_2047");
  if (paths.length > 1) throw sparkError("STREAMING_PATHS_TOO_MANY", { paths: paths.join(", ") });
  return paths[0]!;
}

/** @throws IllegalArgumentException `INVALID_SOURCE_OPTION` for a `basePath` that is no folder, or not one that leads to what is read */
async function checkBase(read: ReadDescription, fileSystems: FileSystems): Promise<void> {
  const basePath = new SourceOptions(read.options).get("basePath");
  if (basePath === undefined || isGlob(basePath)) return;
  const base = fileSystems.resolve(basePath);
  const entry = await entryAt(base);
  if (entry === undefined) throw invalidOption("basePath", basePath, "there is no such folder");
  if (!entry.isDirectory) throw invalidOption("basePath", basePath, "it is no folder");
  for (const path of pathsOf(read)) {
    const { key, storage } = fileSystems.resolve(path);
    if (storage !== base.storage || !asFolder(key).startsWith(asFolder(base.key)))
      throw invalidOption("basePath", basePath, `it does not lead to ${path}`);
  }
}

/** Files below the folder that the option `basePath` names have all folders from there on to say something. */
function withBase(
  files: readonly SourceFile[],
  options: Readonly<Record<string, string>>,
  fileSystems: FileSystems,
): readonly SourceFile[] {
  const basePath = new SourceOptions(options).get("basePath");
  if (basePath === undefined || isGlob(basePath)) return files;
  const base = fileSystems.resolve(basePath);
  const root = base.key === "" || base.key.endsWith("/") ? base.key : `${base.key}/`;
  return files.map((file) => (file.storage === base.storage && file.key.startsWith(root) ? { ...file, root } : file));
}

function partitionsOf(
  files: readonly SourceFile[],
  options: Readonly<Record<string, string>>,
  fileSystems: FileSystems,
): PartitionColumn[] {
  const folders = new Map<string, { folder: string; root: string; path: string }>();
  for (const file of withBase(files, options, fileSystems)) {
    const folder = folderOf(file.key);
    if (folders.has(folder)) continue;
    folders.set(folder, { folder, root: file.root, path: file.path.slice(0, file.path.lastIndexOf("/")) });
  }
  return discoverPartitions([...folders.values()]);
}

/**
 * Columns of folders stand behind those of files; one that was declared keeps its declared type.
 *
 * @param inPlace - one that was declared keeps its place too
 */
function withPartitions(schema: StructType, partitions: readonly PartitionColumn[], inPlace: boolean): StructType {
  if (partitions.length === 0) return schema;
  if (inPlace) {
    const known = new Set(schema.names.map((name) => name.toLowerCase()));
    const more = partitions.filter(({ name }) => !known.has(name.toLowerCase()));
    return new StructType([...schema.fields, ...more.map(({ name, type }) => new StructField(name, type))]);
  }
  const declared = new Map(schema.fields.map((field) => [field.name.toLowerCase(), field]));
  const names = new Set(partitions.map(({ name }) => name.toLowerCase()));
  return new StructType([
    ...schema.fields.filter(({ name }) => !names.has(name.toLowerCase())),
    ...partitions.map(({ name, type }) => declared.get(name.toLowerCase()) ?? new StructField(name, type)),
  ]);
}

import { reached } from "../../../common/index.ts";
import { type FileSystems, globMatcher, type Location } from "../../../storage/index.ts";
import type { SourceFile } from "../files/source-file.ts";
import { invalidOption, SourceOptions } from "../options.ts";

/** What becomes of files that committed batches have read. @see org.apache.spark.sql.execution.streaming.runtime.CleanSourceMode */
export type CleanMode = "archive" | "delete" | "off";

/** Files cleaned at once. */
const filesAtOnce = 16;

/** @throws IllegalArgumentException `INVALID_SOURCE_OPTION` */
export function cleanMode(options: SourceOptions): CleanMode {
  const mode = options.get("cleanSource") ?? "off";
  if (!/^(?:off|archive|delete)$/i.test(mode)) {
    throw invalidOption("cleanSource", mode, "it must be archive, delete or off");
  }
  return mode.toLowerCase() as CleanMode;
}

/**
 * Deletes or archives files whose batch is committed, beside the stream's work. Cleaning is for saving space: a file that cannot be
 * cleaned is counted, and the stream goes on, as Spark's does.
 */
export class SourceCleaner {
  readonly #clean: (file: SourceFile) => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #failures = 0;

  private constructor(clean: (file: SourceFile) => Promise<void>) {
    this.#clean = clean;
  }

  /**
   * @returns undefined where files stay where they are
   * @throws IllegalArgumentException `INVALID_SOURCE_OPTION` for a folder that no file can be moved to, or where the stream would find it
   */
  static of(
    values: Readonly<Record<string, string>>,
    source: Location,
    fileSystems: FileSystems,
  ): SourceCleaner | undefined {
    const options = new SourceOptions(values);
    const mode = cleanMode(options);
    if (mode === "off") return undefined;
    if (mode === "delete") return new SourceCleaner(({ storage, key }) => storage.delete(key));
    const folder = options.get("sourceArchiveDir");
    if (folder === undefined) throw invalidOption("cleanSource", "archive", "sourceArchiveDir must be given with it");
    const archive = fileSystems.resolve(folder);
    if (archive.storage !== source.storage) {
      throw invalidOption("sourceArchiveDir", folder, "it must be in the same file system as the files that are read");
    }
    if (mayBeRead(archive, source)) {
      throw invalidOption(
        "sourceArchiveDir",
        folder,
        "the path that is read takes it in, or lies in it, so archived files could be read again",
      );
    }
    const root = archive.key.replace(/\/+$/, "");
    return new SourceCleaner(async ({ storage, key }) => {
      try {
        await storage.move(key, `${root}/${key}`);
      } catch (error) {
        // After a restart the files of the last batch are cleaned once more, for a run that ended before it had.
        if ((await storage.head(key)) !== undefined) throw error;
      }
    });
  }

  /** Files that could not be cleaned. */
  get failures(): number {
    return this.#failures;
  }

  /** Cleans files when those before them are done. */
  clean(files: readonly SourceFile[]): void {
    if (files.length > 0) this.#running = this.#running.then(() => this.#cleanAll(files));
  }

  /** Resolves when nothing is being cleaned. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #cleanAll(files: readonly SourceFile[]): Promise<void> {
    for (let first = 0; first < files.length; first += filesAtOnce) {
      const outcomes = await Promise.allSettled(
        files.slice(first, first + filesAtOnce).map(async (file) => {
          await this.#clean(file);
          await reached("commitOffsets:cleaned");
        }),
      );
      this.#failures += outcomes.filter(({ status }) => status === "rejected").length;
    }
  }
}

/** Whether an archive's folder could match the pattern that is read, as deep as both go: Spark's rule, which is on the safe side. */
function mayBeRead(archive: Location, source: Location): boolean {
  const [folders, patterns] = [archive.key, source.key].map((key) => key.split("/").filter((part) => part !== ""));
  const depth = Math.min(folders!.length, patterns!.length);
  return patterns!.slice(0, depth).every((pattern, at) => globMatcher(pattern)(folders![at]!));
}

import { SparkException, sparkError } from "../../../common/index.ts";
import { type Location, listAll, type Storage } from "../../../storage/index.ts";
import { asFolder, nameOf } from "./source-file.ts";

/** The folder, beside the files, in which a streaming sink logs what it has written. */
const logFolder = "_spark_metadata";
const version = "v1";
/** So many batches' logs become one. The number is Spark's, whose readers count on it. */
const compactInterval = 10;
/** Batches whose own logs stay beside the compacted ones, and how long at least, for readers under way. */
const batchesToRetain = 100;
const cleanupDelayMs = 600_000;
/** What Spark writes of a file that lies on no distributed file system. */
const blockSize = 32 << 20;

/** A file that a batch has written. */
export interface LoggedFile {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** A line of the log. @see org.apache.spark.sql.execution.streaming.sinks.SinkFileStatus */
interface LogLine {
  readonly path: string;
  readonly size: number;
  readonly modificationTime: number;
  readonly action: string;
}

interface LogName {
  readonly batch: number;
  readonly compact: boolean;
  readonly key: string;
  readonly modified: number;
}

/**
 * The log of a folder that a streaming query writes to, in Spark's form: `_spark_metadata/<batch>` names the files of a batch, every
 * tenth one, `<batch>.compact`, those of all batches so far. A batch is there when its log is. Readers take the files from the log and
 * so see whole batches, each once, whatever else lies in the folder.
 *
 * @see org.apache.spark.sql.execution.streaming.sinks.FileStreamSinkLog
 */
export class SinkLog {
  readonly #storage: Storage;
  /** The folder of the files, `""` or with `/` at its end. */
  readonly #root: string;
  readonly #location: Location;
  /** What logs hold that were read before; they never change. */
  #read = new Map<string, readonly LogLine[]>();

  constructor(location: Location) {
    this.#location = location;
    this.#storage = location.storage;
    this.#root = asFolder(location.key);
  }

  /** The log of a folder that has one. */
  static async find(location: Location): Promise<SinkLog | undefined> {
    const log = new SinkLog(location);
    return (await location.storage.head(log.folder)) === undefined ? undefined : log;
  }

  /** The key of the log's folder, with `/` at its end. */
  get folder(): string {
    return logFolderOf(this.#root);
  }

  /** Makes the folder, which tells readers that the log decides from now on. */
  async create(): Promise<void> {
    await this.#storage.mkdirs(this.folder);
  }

  /** The newest batch; -1 where there is none. */
  async latestBatch(): Promise<number> {
    return (await this.#names()).at(-1)?.batch ?? -1;
  }

  /** The files of all batches, in the order in which they were written. @throws SparkException `SINK_LOG_UNREADABLE` */
  async files(): Promise<LoggedFile[]> {
    const lines = await this.#lines();
    // Older versions of Spark could take files back.
    const deleted = new Set(lines.filter(({ action }) => action === "delete").map(({ path }) => path));
    return lines
      .filter(({ path }) => !deleted.has(path))
      .map(({ path, size, modificationTime }) => ({ key: this.#keyOf(path), size, modified: modificationTime }));
  }

  /**
   * Logs a batch, which from then on is there for readers.
   *
   * @param retentionMs - files older than this leave the log when it is compacted; undefined: they stay
   * @returns false where the batch is logged already
   */
  async add(batch: number, files: readonly LoggedFile[], now: number, retentionMs?: number): Promise<boolean> {
    const compact = isCompact(batch);
    const earlier = compact ? await this.#lines() : [];
    const kept = earlier.filter(
      ({ modificationTime }) => retentionMs === undefined || now - modificationTime <= retentionMs,
    );
    const lines = [...kept.map(textOf), ...files.map((file) => textOf(this.#lineOf(file)))];
    const added = await this.#putNew(this.keyOfBatch(batch), Buffer.from([version, ...lines].join("\n")));
    if (compact) {
      // All files that were ever written are in there, and a writer needs them once in so many batches.
      this.#read = new Map();
      if (added) await this.#deleteOld(batch, now);
    }
    return added;
  }

  /** The key of a batch's log. */
  keyOfBatch(batch: number): string {
    return `${this.folder}${batch}${isCompact(batch) ? ".compact" : ""}`;
  }

  /**
   * A store that cannot decide by itself is asked first: a query has its checkpoint to itself, so this is only about other queries that
   * write to the folder, and who are at it in the same milliseconds.
   */
  async #putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    try {
      return await this.#storage.putIfAbsent(key, bytes);
    } catch (error) {
      if (!(error instanceof SparkException) || error.condition !== "S3_CONDITIONAL_PUT_UNSUPPORTED") throw error;
      if ((await this.#storage.head(key)) !== undefined) return false;
      await this.#storage.put(key, bytes);
      return true;
    }
  }

  /** The logs that are there, a compacted one in the place of its batch's own, by their batches. */
  async #names(): Promise<LogName[]> {
    const byBatch = new Map<number, LogName>();
    for (const { key, modified, isDirectory } of await listAll(this.#storage, this.folder)) {
      const match = /^(\d+)(\.compact)?$/.exec(key.slice(this.folder.length));
      if (isDirectory || match === null) continue;
      const name = { batch: Number(match[1]), compact: match[2] !== undefined, key, modified };
      if (name.compact || !byBatch.has(name.batch)) byBatch.set(name.batch, name);
    }
    return [...byBatch.values()].sort((a, b) => a.batch - b.batch);
  }

  /** The lines of the newest compacted log and of the batches after it. */
  async #lines(): Promise<LogLine[]> {
    const names = await this.#names();
    const first = Math.max(
      0,
      names.findLastIndex(({ compact }) => compact),
    );
    const wanted = names.slice(first);
    const start = wanted[0]?.compact ? wanted[0].batch : 0;
    wanted.forEach(({ batch }, at) => {
      if (batch !== start + at) throw this.#unreadable(`batch ${start + at} is missing, and batch ${batch} is there`);
    });
    const read = new Map<string, readonly LogLine[]>();
    for (const { key } of wanted) read.set(key, this.#read.get(key) ?? this.#parse(key, await this.#storage.get(key)));
    this.#read = read;
    return [...read.values()].flat();
  }

  #parse(key: string, bytes: Uint8Array): LogLine[] {
    const [head, ...lines] = Buffer.from(bytes).toString("utf8").split("\n");
    const found = head?.trim();
    if (found !== version)
      throw this.#unreadable(`${nameOf(key)} has the version '${found}', and only ${version} is known`);
    return lines
      .filter((line) => line !== "")
      .map((line) => {
        try {
          const { path, size, modificationTime, action } = JSON.parse(line) as LogLine;
          if (typeof path !== "string" || typeof size !== "number") throw new TypeError("a path or a size is missing");
          return { path, size, modificationTime, action };
        } catch (error) {
          throw this.#unreadable(`a line of ${nameOf(key)} is not that of a file`, error);
        }
      });
  }

  #lineOf({ key, size, modified }: LoggedFile): LogLine {
    const written = this.#location.pathOf(key);
    // What reads the log elsewhere knows nothing of mounts, and buckets by the name of Hadoop's connector.
    const uri = /^s3[an]?:/.test(written) ? written : this.#storage.uri(key).replace(/^s3:/, "s3a:");
    return { path: javaUri(uri.replace(/^file:\/*/, "file:///")), size, modificationTime: modified, action: "add" };
  }

  /** A folder may have been moved since, with its log: what counts is a file's place below it. */
  #keyOf(path: string): string {
    const root = normal(javaUri(this.#storage.uri(this.#root)));
    const full = normal(path);
    const below = full.startsWith(root) ? full.slice(root.length) : /(?:[^/]*=[^/]*\/)*[^/]*$/.exec(full)![0];
    return this.#root + decode(below);
  }

  /** As Spark does, deletes logs that compacted ones have made superfluous. */
  async #deleteOld(batch: number, now: number): Promise<void> {
    const least = batch + 1 - batchesToRetain;
    if (least < compactInterval) return;
    const kept = least - (least % compactInterval) - 1;
    const names = await listAll(this.#storage, this.folder);
    const old = names.filter(({ key, modified }) => {
      const name = /^(\d+)(?:\.compact)?$/.exec(key.slice(this.folder.length));
      return name !== null && Number(name[1]) < kept && modified <= now - cleanupDelayMs;
    });
    if (old.length > 0) await this.#storage.deleteMany(old.map(({ key }) => key));
  }

  #unreadable(reason: string, cause?: unknown): Error {
    return sparkError("SINK_LOG_UNREADABLE", { path: this.#location.path, reason }, { cause });
  }
}

/** The key of the log's folder in a folder, whose key is `""` or ends with `/`. */
export const logFolderOf = (root: string): string => `${root}${logFolder}/`;

/** Whether a key lies in the log of a sink. */
export const isInSinkLog = (key: string): boolean => `/${key}`.includes(`/${logFolder}/`) || nameOf(key) === logFolder;

const isCompact = (batch: number): boolean => (batch + 1) % compactInterval === 0;

const textOf = ({ path, size, modificationTime, action }: LogLine): string =>
  JSON.stringify({ path, size, isDir: false, modificationTime, blockReplication: 1, blockSize, action });

/** A path as Java's URIs quote it: what is not ASCII stays. */
export const javaUri = (path: string): string =>
  path.replace(/[^\w\-!.~'()*,;:$&+=/@\u0080-\uffff]/g, encodeURIComponent);

/** A URI with one form of what several are written for. */
const normal = (uri: string): string => uri.replace(/^file:\/*/, "file:/").replace(/^s3[an]?:\/\//, "s3://");

function decode(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString("utf8"));
}

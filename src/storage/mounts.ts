import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { randomId, sparkError } from "../common/index.ts";
import { errorCode } from "./local/io-errors.ts";
import { isDisguised, parsePath, resolveParts } from "./paths.ts";

/** @see MountInfo of Databricks' dbutils.fs.mounts */
export interface MountInfo {
  /** `/mnt/s3Data` */
  readonly mountPoint: string;
  /** `s3://data-stream-dump`, or `file:/…` of a folder */
  readonly source: string;
}

/** What a path below a mount stands for. */
export interface MountedPath extends MountInfo {
  /** Key below the mount's root. */
  readonly key: string;
}

/** File of mounts when none is named: `mounts.json` in `$MILLRACE_HOME` or in `~/.millrace`. */
export const defaultMountsFile = (): string =>
  join(process.env.MILLRACE_HOME || join(homedir(), ".millrace"), "mounts.json");

/** Names for places, as `/mnt/s3Data` for `s3://data-stream-dump`: resolved here, nothing is mounted in the operating system. */
export class Mounts {
  readonly #file: string | undefined;
  #sources: Map<string, string> | undefined;

  /** @param file - JSON file that keeps the mounts, made when the first is; undefined keeps them in memory only */
  constructor(file?: string) {
    this.#file = file;
  }

  /** All mounts, by name. */
  list(): MountInfo[] {
    return [...this.#load()]
      .map(([mountPoint, source]) => ({ mountPoint, source }))
      .sort((a, b) => (a.mountPoint < b.mountPoint ? -1 : 1));
  }

  /**
   * @param source - a folder or `s3://bucket` or `s3://bucket/prefix`
   * @throws MOUNT_ALREADY_EXISTS where the name is taken or lies in or above another mount; INVALID_MOUNT
   */
  mount(source: string, mountPoint: string): MountInfo {
    const point = normalMountPoint(mountPoint);
    this.refresh();
    for (const existing of this.#load().keys()) {
      if (`${existing}/`.startsWith(`${point}/`) || `${point}/`.startsWith(`${existing}/`)) {
        throw sparkError("MOUNT_ALREADY_EXISTS", { mountPoint: point, existing });
      }
    }
    return this.#set(point, source);
  }

  /** Gives an existing mount another source. @throws MOUNT_NOT_FOUND, INVALID_MOUNT */
  updateMount(source: string, mountPoint: string): MountInfo {
    this.refresh();
    return this.#set(this.#require(mountPoint), source);
  }

  /** Takes the name away; what is at its source stays. @throws MOUNT_NOT_FOUND */
  unmount(mountPoint: string): void {
    this.refresh();
    const point = this.#require(mountPoint);
    const sources = new Map(this.#load());
    sources.delete(point);
    this.#save(sources);
  }

  /** Forgets what was read, so that mounts of other processes show. */
  refresh(): void {
    if (this.#file !== undefined) this.#sources = undefined;
  }

  /**
   * The mount that a path with `/` at its front leads into; undefined where it leads into none.
   *
   * @throws PATH_OUTSIDE_MOUNT where `..` leads out of the mount again, or a part is a `..` or `/` in disguise
   */
  find(path: string): MountedPath | undefined {
    const sources = this.#load();
    if (sources.size === 0) return undefined;
    const parts: string[] = [];
    let mountPoint: string | undefined;
    let depth = 0;
    for (const part of path.split("/")) {
      if (part === "" || part === ".") continue;
      if (mountPoint !== undefined && (isDisguised(part) || (part === ".." && parts.length === depth))) {
        throw sparkError("PATH_OUTSIDE_MOUNT", { path, root: mountPoint });
      }
      if (part === "..") parts.pop();
      else parts.push(part);
      const here = mountPoint === undefined ? `/${parts.join("/")}` : "";
      if (!sources.has(here)) continue;
      mountPoint = here;
      depth = parts.length;
    }
    if (mountPoint === undefined) return undefined;
    return { mountPoint, source: sources.get(mountPoint)!, key: parts.slice(depth).join("/") };
  }

  #require(mountPoint: string): string {
    const point = normalMountPoint(mountPoint);
    if (this.#load().has(point)) return point;
    throw sparkError("MOUNT_NOT_FOUND", { mountPoint: point, mounts: this.names() });
  }

  /** Names of all mounts in one line, for messages. */
  names(): string {
    return [...this.#load().keys()].sort().join(", ") || "nothing";
  }

  #set(mountPoint: string, source: string): MountInfo {
    const info = { mountPoint, source: normalSource(source, mountPoint) };
    this.#save(new Map(this.#load()).set(mountPoint, info.source));
    return info;
  }

  #load(): Map<string, string> {
    this.#sources ??= this.#file === undefined ? new Map() : readMounts(this.#file);
    return this.#sources;
  }

  #save(sources: Map<string, string>): void {
    if (this.#file !== undefined) writeMounts(this.#file, sources);
    this.#sources = sources;
  }
}

function normalMountPoint(mountPoint: string): string {
  const wrong = (reason: string) => sparkError("INVALID_MOUNT", { mountPoint, reason });
  const path = mountPoint.replace(/^dbfs:/, "");
  if (!path.startsWith("/mnt/")) throw wrong("names of mounts begin with /mnt/");
  const climb = (): never => {
    throw wrong("the name climbs");
  };
  const parts = resolveParts(path, climb);
  if (path.split("/").includes("..")) climb();
  if (parts.length < 2) throw wrong("a name after /mnt/ is missing");
  if (parts.some((part) => isDisguised(part) || /[\0\\*?[\]{}]/.test(part)))
    throw wrong("the name holds * ? [ ] { } or \\");
  return `/${parts.join("/")}`;
}

function normalSource(source: string, mountPoint: string): string {
  const parsed = parsePath(source);
  const climb = (): never => {
    throw sparkError("INVALID_MOUNT", { mountPoint, reason: "the source climbs out of its bucket" });
  };
  switch (parsed.scheme) {
    case "dbfs":
      throw sparkError("INVALID_MOUNT", {
        mountPoint,
        reason: "the source is itself below a mount; name the place itself",
      });
    case "file":
      return `file:${resolve(parsed.path)}`;
    case "s3":
      return [`s3://${parsed.bucket}`, ...resolveParts(parsed.path, climb)].join("/");
  }
}

function readMounts(file: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return new Map();
    throw unusable(file, error);
  }
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null || !("mounts" in content)) throw new Error("it has no mounts");
    const mounts: unknown = content.mounts;
    if (typeof mounts !== "object" || mounts === null) throw new Error("mounts is not an object");
    const sources = new Map<string, string>();
    for (const [mountPoint, source] of Object.entries(mounts)) {
      if (typeof source !== "string") throw new Error(`the source of ${mountPoint} is not a string`);
      const point = normalMountPoint(mountPoint);
      sources.set(point, normalSource(source, point));
    }
    return sources;
  } catch (error) {
    throw unusable(file, error);
  }
}

function writeMounts(file: string, sources: ReadonlyMap<string, string>): void {
  const content = { mounts: Object.fromEntries([...sources].sort(([a], [b]) => (a < b ? -1 : 1))) };
  const temporary = join(dirname(file), `.${randomId()}.tmp`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
  return sparkError("MOUNT_FILE_INVALID", { path: file, reason }, { cause });
}

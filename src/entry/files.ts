import { join } from "node:path";
import { folderTarget, type Target } from "../generator/index.ts";
import { defaultMountsFile, FileSystems, FsCommands, Mounts } from "../storage/index.ts";

/** Setting of a session: a folder with mounts of its own, in place of those that all programs of this user share. */
const homeSetting = "spark.millrace.home";

let mounts: Mounts | undefined;
let fileSystems: FileSystems | undefined;

/** The mounts that all programs of this user share; one copy in the process, so that the engine sees at once what `fs` mounts. */
function sharedMounts(): Mounts {
  mounts ??= new Mounts(defaultMountsFile());
  return mounts;
}

/** The mounts that a session with these settings sees. */
export function mountsOf(settings: Readonly<Record<string, string>>): Mounts {
  const home = settings[homeSetting];
  return home === undefined ? sharedMounts() : new Mounts(join(home, "mounts.json"));
}

/** The places that `fs` and {@link target} name. */
function sharedFileSystems(): FileSystems {
  fileSystems ??= new FileSystems({ mounts: sharedMounts() });
  return fileSystems;
}

/**
 * Files in folders, buckets and mounts, as `dbutils.fs` has them in notebooks.
 *
 * @example
 * ```ts
 * await fs.mount("s3://data-stream-dump", "/mnt/s3Data");
 * console.log(formatListing(await fs.ls("/mnt/s3Data")));
 * ```
 */
export const fs: FsCommands = new FsCommands(sharedFileSystems);

/**
 * A folder, `s3://bucket/prefix` or mount for a producer's files.
 *
 * @example
 * ```ts
 * await produce(Transaction, target("data-stream-dump"), { count: 100, interval: "3s" }).finish();
 * ```
 * @throws SparkException INVALID_PATH, MOUNT_NOT_FOUND
 */
export function target(path: string): Target {
  return folderTarget(sharedFileSystems().resolve(path));
}

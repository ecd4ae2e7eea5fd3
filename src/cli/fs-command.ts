import { text } from "node:stream/consumers";
import { type FileSystems, FsCommands, formatListing, type MountInfo } from "../storage/index.ts";
import { textTable } from "../terminal/index.ts";
import { exitCodes } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { jsonLine } from "./json-line.ts";
import { wholeNumber } from "./numbers.ts";
import { openFileSystems } from "./open-file-systems.ts";
import type { S3Flags } from "./s3-flags.ts";

/** Names of the commands of `millrace fs`. */
export type FsName = "ls" | "head" | "cp" | "mv" | "rm" | "mkdirs" | "put" | "mount" | "mounts" | "unmount";

/** Flags of the commands of `millrace fs`. */
export interface FsFlags extends S3Flags {
  readonly recurse?: boolean;
  readonly overwrite?: boolean;
  readonly bytes?: string;
  readonly json?: boolean;
}

/**
 * One command of `millrace fs`. Prints what dbutils prints: a listing, the text of a file, or `true` when something was done.
 *
 * @returns 1 where `rm` found nothing to delete, which prints `false`
 */
export async function fsCommand(name: FsName, args: readonly string[], flags: FsFlags, io: Io): Promise<number> {
  const files = openFileSystems(flags);
  try {
    return await perform(name, args, flags, files, io);
  } finally {
    await files.close();
  }
}

async function perform(
  name: FsName,
  args: readonly string[],
  flags: FsFlags,
  files: FileSystems,
  io: Io,
): Promise<number> {
  const fs = new FsCommands(files);
  const [first = "", second] = args;
  const done = async (result: boolean): Promise<number> => {
    await print(io.stdout, String(result));
    return result ? exitCodes.ok : exitCodes.failed;
  };
  switch (name) {
    case "ls":
      return list(await fs.ls(first), formatListing, flags, io);
    case "head":
      return head(fs, first, wholeNumber("--bytes", flags.bytes ?? "65536", 1), io);
    case "cp":
      return done(await fs.cp(first, second!, flags.recurse));
    case "mv":
      return done(await fs.mv(first, second!, flags.recurse));
    case "rm":
      return done(await fs.rm(first, flags.recurse));
    case "mkdirs":
      return done(await fs.mkdirs(first));
    case "put": {
      const contents = second ?? (await text(io.stdin));
      await fs.put(first, contents, flags.overwrite);
      await print(io.stdout, `Wrote ${Buffer.byteLength(contents)} bytes.`);
      return done(true);
    }
    case "mount":
      return done(await fs.mount(first, second!));
    case "mounts":
      return list(fs.mounts(), formatMounts, flags, io);
    case "unmount":
      fs.unmount(first);
      await print(io.stdout, `${first} has been unmounted.`);
      return done(true);
  }
}

/** A table for people, or a line of JSON for each thing. */
async function list<T extends object>(
  things: readonly T[],
  format: (things: readonly T[]) => string,
  { json }: FsFlags,
  { stdout }: Io,
): Promise<number> {
  if (!json) await print(stdout, format(things));
  else for (const thing of things) await print(stdout, jsonLine(thing));
  return exitCodes.ok;
}

const formatMounts = (mounts: readonly MountInfo[]): string =>
  textTable(
    ["mountPoint", "source"],
    mounts.map(({ mountPoint, source }) => [mountPoint, source]),
  ).join("\n");

async function head(fs: FsCommands, path: string, bytes: number, io: Io): Promise<number> {
  const beginning = await fs.head(path, bytes);
  const [file] = await fs.ls(path);
  await print(io.stdout, beginning.replace(/\n$/, ""));
  // On the other stream, so that a pipe gets the file's text and nothing else.
  if ((file?.size ?? 0) > bytes) io.stderr.write(`[Truncated to first ${bytes} bytes]\n`);
  return exitCodes.ok;
}

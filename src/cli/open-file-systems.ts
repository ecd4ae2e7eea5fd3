import { defaultMountsFile, FileSystems, Mounts } from "../storage/index.ts";
import { type S3Flags, s3OptionsOf } from "./s3-flags.ts";

/** All places that a command can name: folders, buckets, and the mounts of this user. */
export const openFileSystems = (flags: S3Flags): FileSystems =>
  new FileSystems({ mounts: new Mounts(defaultMountsFile()), s3: s3OptionsOf(flags) });

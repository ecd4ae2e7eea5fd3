export {
  FileSystems,
  type FileSystemsOptions,
  type LocatedEntry,
  type Location,
} from "./file-systems.ts";
export { type FileInfo, FsCommands } from "./fs-commands.ts";
export { type GlobOptions, globMatcher, isGlob } from "./glob.ts";
export { compareKeys } from "./keys.ts";
export { formatListing } from "./listing-table.ts";
export { ioError } from "./local/io-errors.ts";
export { LocalStorage, type LocalStorageOptions } from "./local/local-storage.ts";
export { defaultMountsFile, type MountInfo, Mounts } from "./mounts.ts";
export { type LocalS3, startLocalS3 } from "./s3/local-server.ts";
export { MessageQueue, type QueueMessage, type QueuePlace } from "./s3/message-queue.ts";
export { type S3Credentials, type S3Options, s3OptionsFromSettings } from "./s3/options.ts";
export { S3Client } from "./s3/s3-client.ts";
export { S3Storage } from "./s3/s3-storage.ts";
export {
  type Block,
  type Change,
  type Entry,
  type GetManyOptions,
  type GetOptions,
  type ListOptions,
  listAll,
  type Storage,
} from "./storage.ts";

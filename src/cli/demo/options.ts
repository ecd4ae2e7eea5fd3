import { UsageError } from "../failure.ts";
import { timeSpan, wholeNumber } from "../numbers.ts";
import type { S3Flags } from "../s3-flags.ts";
import { type UiFlags, uiPortOf } from "../ui-flags.ts";

/** Flags of `millrace demo`. */
export interface DemoFlags extends S3Flags, UiFlags {
  readonly count: string;
  readonly interval: string;
  readonly storage: string;
  readonly bucket: string;
  readonly folder?: string;
  readonly seed?: string;
  readonly keep?: boolean;
  readonly exit?: boolean;
  readonly json?: boolean;
}

/** {@link DemoFlags}, checked. */
export interface DemoOptions {
  readonly count: number;
  /** Milliseconds from one transaction to the next. */
  readonly interval: number;
  readonly storage: "folder" | "s3";
  readonly bucket: string;
  readonly folder: string | undefined;
  readonly seed: string | undefined;
  readonly keep: boolean;
  readonly s3: S3Flags;
  /** Of the dashboard; undefined for none. */
  readonly uiPort: number | undefined;
}

/** @throws UsageError */
export function demoOptions(flags: DemoFlags): DemoOptions {
  const { storage, bucket, folder, seed } = flags;
  if (storage !== "folder" && storage !== "s3") throw new UsageError(`--storage is folder or s3, not ${storage}`);
  if (storage === "s3" && folder !== undefined) throw new UsageError("--folder goes with --storage folder");
  if (storage === "folder" && flags.endpoint !== undefined) throw new UsageError("--endpoint goes with --storage s3");
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new UsageError(`--bucket takes 3 to 63 small letters, digits, . and -, not ${bucket}`);
  }
  return {
    count: wholeNumber("--count", flags.count, 1),
    interval: timeSpan("--interval", flags.interval),
    storage,
    bucket,
    folder,
    seed,
    keep: flags.keep ?? false,
    s3: flags,
    uiPort: uiPortOf(flags),
  };
}

import { SparkSession } from "../entry/index.ts";
import type { Io, RunCommand } from "./io.ts";
import { type S3Flags, s3SettingsOf } from "./s3-flags.ts";
import { type UiFlags, uiPortOf } from "./ui-flags.ts";

/** Flags of `millrace shell`. */
export interface ShellFlags extends S3Flags, UiFlags {
  readonly remote?: string;
}

/** `millrace shell`: TypeScript line by line, with a session. */
export async function shellCommand(flags: ShellFlags, io: Io, again: RunCommand): Promise<void> {
  const { remote } = flags;
  const uiPort = uiPortOf(flags);
  const dashboard: Readonly<Record<string, string>> =
    uiPort === undefined || remote !== undefined || process.env.SPARK_REMOTE
      ? {}
      : { "spark.ui.enabled": "true", "spark.ui.port": String(uiPort) };
  const builder = SparkSession.builder.appName("millrace shell").config({ ...s3SettingsOf(flags), ...dashboard });
  const spark = await (remote === undefined ? builder : builder.remote(remote)).create();
  try {
    const { shellRepl } = await import("./repl/shell-repl.ts");
    await shellRepl(spark, flags, io, again);
  } finally {
    await spark.stop();
  }
}

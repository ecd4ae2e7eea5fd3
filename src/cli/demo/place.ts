import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { timeOrderedId } from "../../common/index.ts";
import { FileSystems, FsCommands, Mounts, type S3Options, startLocalS3 } from "../../storage/index.ts";
import { UsageError } from "../failure.ts";
import { s3OptionsOf, s3SettingsOf } from "../s3-flags.ts";
import type { DemoOptions } from "./options.ts";

/** Where a run of the demo keeps its data, and how a session reaches it. */
export interface Place {
  /** What is mounted: a folder, `s3://bucket`, or a prefix of a bucket that holds other things already. */
  readonly source: string;
  /** What kind of place it is, for people. */
  readonly description: string;
  readonly files: FileSystems;
  readonly fs: FsCommands;
  /** Settings of a session that sees the mounts of this run only, and its S3. */
  readonly settings: Readonly<Record<string, string>>;
  /** Removes what the run has made, unless it is to be kept; says where it is if so. */
  close(): Promise<string | undefined>;
}

/**
 * Makes the bucket, empty for this run: its totals must be those of this run's transactions alone.
 *
 * @throws UsageError where a folder holds something
 */
export async function openPlace(
  options: DemoOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Place> {
  // Mounts of the run's own: those of the user, and another demo's, stay as they are.
  const home = await mkdtemp(join(tmpdir(), "millrace-demo-"));
  try {
    const settings = { "spark.millrace.home": home };
    const mounts = new Mounts(join(home, "mounts.json"));
    if (options.storage === "folder") return await openFolder(options, home, settings, mounts);
    return await openBucket(options, home, settings, mounts, env);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

type Settings = Readonly<Record<string, string>>;

async function openFolder(options: DemoOptions, home: string, settings: Settings, mounts: Mounts): Promise<Place> {
  const source = options.folder === undefined ? join(home, options.bucket) : resolve(options.folder);
  await requireEmpty(source);
  const files = new FileSystems({ mounts });
  const fs = new FsCommands(files);
  await fs.mkdirs(source);
  return {
    source,
    description: "a local folder",
    files,
    fs,
    settings,
    close: async () => {
      await files.close();
      if (options.folder !== undefined) return source;
      if (options.keep) return source;
      await rm(home, { recursive: true, force: true });
      return undefined;
    },
  };
}

async function requireEmpty(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code === "ENOTDIR") throw new UsageError(`--folder ${folder} is a file; give a new or empty folder`);
    throw error;
  }
  throw new UsageError(
    `--folder ${folder} is not empty, and its files would be counted too; give a new or empty folder`,
  );
}

async function openBucket(
  options: DemoOptions,
  home: string,
  settings: Settings,
  mounts: Mounts,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Place> {
  const local = hasOwnS3(options, env) ? undefined : await startLocalS3();
  const s3: S3Options = local ?? s3OptionsOf(options.s3);
  const files = new FileSystems({ mounts, s3 });
  const fs = new FsCommands(files);
  const bucket = `s3://${options.bucket}`;
  try {
    await fs.mkdirs(bucket);
    const isEmpty = (await fs.ls(bucket)).length === 0;
    const source = isEmpty ? bucket : `${bucket}/millrace-demo-${timeOrderedId()}`;
    return {
      source,
      description:
        local === undefined ? `S3 at ${s3.endpoint ?? env.AWS_ENDPOINT_URL ?? "AWS"}` : "an S3 server in this process",
      files,
      fs,
      settings: { ...settings, ...(local === undefined ? s3SettingsOf(options.s3) : localSettings(local)) },
      close: async () => {
        const kept = options.keep && local === undefined;
        // The bucket itself stays: it may be another's, and an empty one costs nothing.
        if (!kept && local === undefined) await deleteBelow(fs, source);
        await files.close();
        await local?.close();
        await rm(home, { recursive: true, force: true });
        return kept ? source : undefined;
      },
    };
  } catch (error) {
    await files.close();
    await local?.close();
    throw error;
  }
}

/** Deletes the transactions below a place, and nothing else that may have come to lie there. */
async function deleteBelow(fs: FsCommands, source: string): Promise<void> {
  for (const { path, name } of await fs.ls(source)) if (name.startsWith("transaction_")) await fs.rm(path);
}

/** Whether the user has an S3: an endpoint, or credentials in the environment. */
function hasOwnS3({ s3 }: DemoOptions, env: Readonly<Record<string, string | undefined>>): boolean {
  const names = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN"];
  return s3.endpoint !== undefined || names.some((name) => Boolean(env[name]));
}

function localSettings({
  endpoint,
  region,
  credentials,
}: Required<Pick<S3Options, "endpoint" | "region" | "credentials">>): Settings {
  return {
    ...s3SettingsOf({ endpoint, region, pathStyle: true }),
    "spark.hadoop.fs.s3a.access.key": credentials.accessKeyId,
    "spark.hadoop.fs.s3a.secret.key": credentials.secretAccessKey,
  };
}

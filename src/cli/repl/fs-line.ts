import { fs } from "../../entry/index.ts";
import type { RunCommand } from "../io.ts";
import type { S3Flags } from "../s3-flags.ts";

const words = /"([^"]*)"|'([^']*)'|(\S+)/g;

/** Runs what follows `%fs` as `millrace fs` runs it. Its errors are printed, as there. */
export async function fsLine(text: string, { endpoint, region, pathStyle }: S3Flags, run: RunCommand): Promise<void> {
  const argv = [...text.matchAll(words)].map(([, double, single, bare]) => double ?? single ?? bare!);
  const s3 = [
    ...(endpoint === undefined ? [] : ["--endpoint", endpoint]),
    ...(region === undefined ? [] : ["--region", region]),
    ...(pathStyle === undefined ? [] : [pathStyle ? "--path-style" : "--no-path-style"]),
  ];
  await run(["fs", ...argv, ...(argv.length === 0 ? [] : s3)]);
  // The session sees at once what was mounted.
  await fs.refreshMounts();
}

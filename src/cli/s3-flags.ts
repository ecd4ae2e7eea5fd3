import type { Command } from "commander";
import type { S3Options } from "../storage/index.ts";

/** The flags that say which S3 is meant. Credentials are no flags: they come from where all AWS programs have them. */
export interface S3Flags {
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle?: boolean;
}

/** Adds the flags of {@link S3Flags} to a command. */
export function withS3Flags(command: Command): Command {
  return command
    .optionsGroup("Options for S3:")
    .option("--endpoint <url>", "S3 server other than AWS, such as http://127.0.0.1:9000 (default: AWS_ENDPOINT_URL)")
    .option("--region <name>", "region of the bucket (default: AWS_REGION)")
    .option("--path-style", "bucket in the path, not in the host name (default with --endpoint)")
    .option("--no-path-style", "bucket in the host name");
}

/** The flags as options of the storage; what is not given is left to the environment. */
export function s3OptionsOf({ endpoint, region, pathStyle }: S3Flags): S3Options {
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(pathStyle !== undefined && { pathStyle }),
  };
}

/** The flags as settings of a session, in the names that Spark has for them. */
export function s3SettingsOf({ endpoint, region, pathStyle }: S3Flags): Record<string, string> {
  return {
    ...(endpoint !== undefined && { "spark.hadoop.fs.s3a.endpoint": endpoint }),
    ...(region !== undefined && { "spark.hadoop.fs.s3a.endpoint.region": region }),
    ...(pathStyle !== undefined && { "spark.hadoop.fs.s3a.path.style.access": String(pathStyle) }),
  };
}

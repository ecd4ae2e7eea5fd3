import { sparkError } from "../../common/index.ts";

/** A key pair, and the token of temporary credentials. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Where S3 is and who asks. What is left out comes from the environment and the files that AWS tools share (`AWS_*`,
 * `~/.aws`), as for every AWS program.
 */
export interface S3Options {
  /** URL of a server other than AWS: `http://127.0.0.1:9000`. Default: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, else AWS. */
  readonly endpoint?: string;
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared files, else `us-east-1`. */
  readonly region?: string;
  /** Bucket in the path, not in the host name. Default: true with an endpoint, false with AWS. */
  readonly pathStyle?: boolean;
  /** Default: the chain of providers of the AWS SDK. */
  readonly credentials?: S3Credentials;
  /** Requests are not signed: public buckets. */
  readonly anonymous?: boolean;
  /** Connections open at once, and so GETs under way at once. Default 64. */
  readonly maxConnections?: number;
  /** How often a request is tried before its error counts. Default 6. */
  readonly maxAttempts?: number;
}

/** {@link S3Options} with the environment read and the defaults put in. */
export interface S3Settings {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly pathStyle: boolean;
  readonly credentials: S3Credentials | undefined;
  readonly anonymous: boolean;
  readonly maxConnections: number;
  readonly maxAttempts: number;
}

/** @throws INVALID_S3_OPTION */
export function settleS3Options(
  options: S3Options,
  env: Readonly<Record<string, string | undefined>> = process.env,
): S3Settings {
  const endpoint = options.endpoint ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined);
  const region = options.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  return {
    endpoint: endpoint === undefined ? undefined : cleanEndpoint(endpoint),
    // Servers of one's own take any region, but a signature needs one.
    region: region ?? (endpoint === undefined ? undefined : "us-east-1"),
    pathStyle: options.pathStyle ?? endpoint !== undefined,
    credentials: options.credentials,
    anonymous: options.anonymous ?? false,
    maxConnections: positive("maxConnections", options.maxConnections ?? 64),
    maxAttempts: positive("maxAttempts", options.maxAttempts ?? 6),
  };
}

/** The endpoint without a `/` at its end. What cannot be trusted to hold no password is not repeated in the error. */
function cleanEndpoint(endpoint: string): string {
  const wrong = (reason: string) => sparkError("INVALID_S3_OPTION", { option: "endpoint", reason });
  if (!URL.canParse(endpoint)) throw wrong("it is not a URL such as http://127.0.0.1:9000");
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw wrong("it does not begin with http:// or https://");
  if (url.username !== "" || url.password !== "") throw wrong("it holds credentials, which belong in the environment");
  if (url.search !== "" || url.hash !== "") throw wrong("it has a query or fragment");
  return url.href.replace(/\/+$/, "");
}

function positive(option: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw sparkError("INVALID_S3_OPTION", { option, reason: `${value} is not a whole number above 0` });
}

const anonymousProvider = /AnonymousAWSCredentialsProvider/;

/**
 * S3 options from settings as Spark programs give them for Hadoop's S3A: `fs.s3a.endpoint`, `fs.s3a.endpoint.region`,
 * `fs.s3a.access.key`, `fs.s3a.secret.key`, `fs.s3a.session.token`, `fs.s3a.path.style.access`,
 * `fs.s3a.connection.ssl.enabled`, `fs.s3a.aws.credentials.provider`, `fs.s3a.connection.maximum`, `fs.s3a.attempts.maximum`,
 * each also with `spark.hadoop.` in front. Other settings are not looked at.
 *
 * @throws INVALID_S3_OPTION
 */
export function s3OptionsFromSettings(settings: Readonly<Record<string, string>>): S3Options {
  const of = (name: string): string | undefined =>
    settings[`spark.hadoop.fs.s3a.${name}`] ?? settings[`fs.s3a.${name}`];
  const flag = (name: string): boolean | undefined => {
    const value = of(name)?.trim().toLowerCase();
    if (value === undefined) return undefined;
    if (value === "true" || value === "false") return value === "true";
    throw sparkError("INVALID_S3_OPTION", { option: `fs.s3a.${name}`, reason: `${value} is neither true nor false` });
  };
  const count = (name: string): number | undefined => {
    const value = of(name);
    return value === undefined ? undefined : positive(`fs.s3a.${name}`, Number(value));
  };
  const accessKeyId = of("access.key");
  const secretAccessKey = of("secret.key");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    const option = accessKeyId === undefined ? "fs.s3a.access.key" : "fs.s3a.secret.key";
    throw sparkError("INVALID_S3_OPTION", {
      option,
      reason: "access key and secret key are given together or not at all",
    });
  }
  const sessionToken = of("session.token");
  const bareEndpoint = of("endpoint");
  const scheme = flag("connection.ssl.enabled") === false ? "http" : "https";
  const endpoint = bareEndpoint && !bareEndpoint.includes("://") ? `${scheme}://${bareEndpoint}` : bareEndpoint;
  const options: { -readonly [K in keyof S3Options]: S3Options[K] | undefined } = {
    endpoint: endpoint || undefined,
    region: of("endpoint.region"),
    pathStyle: flag("path.style.access"),
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    anonymous: anonymousProvider.test(of("aws.credentials.provider") ?? "") || undefined,
    maxConnections: count("connection.maximum"),
    maxAttempts: count("attempts.maximum"),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as S3Options;
}

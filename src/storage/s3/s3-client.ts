import type { S3Client as AwsClient } from "@aws-sdk/client-s3";
import { sparkError } from "../../common/index.ts";
import { ObjectReader } from "./object-reader.ts";
import { type S3Credentials, type S3Options, type S3Settings, settleS3Options } from "./options.ts";

type Aws = typeof import("@aws-sdk/client-s3");

/** Set, the AWS SDK does not print that releases from 2027 on need a newer Node; the release in use is pinned and runs here. */
const supportWarningSwitch = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** One S3 service and one identity, shared by the storages of all its buckets. Nothing is loaded or opened before it is used. */
export class S3Client {
  /** Everything but the credentials, which this object keeps to itself. */
  readonly settings: Omit<S3Settings, "credentials">;
  readonly reader: ObjectReader;
  readonly #credentials: S3Credentials | undefined;
  #aws: Promise<{ readonly sdk: Aws; readonly client: AwsClient }> | undefined;
  #region: Promise<string> | undefined;
  /** Per bucket: whether the server keeps to If-None-Match. */
  readonly #conditionalPuts = new Map<string, Promise<boolean>>();

  /** @throws INVALID_S3_OPTION */
  constructor(options: S3Options = {}) {
    const { credentials, ...settings } = settleS3Options(options);
    this.settings = settings;
    this.#credentials = credentials;
    this.reader = new ObjectReader(this);
  }

  /** Where requests go, as errors name it. */
  get endpoint(): string {
    return this.settings.endpoint ?? "AWS S3";
  }

  /** The AWS client and its commands. */
  aws(): Promise<{ readonly sdk: Aws; readonly client: AwsClient }> {
    this.#aws ??= this.#connect();
    return this.#aws;
  }

  /** Region that requests are signed for. */
  region(): Promise<string> {
    this.#region ??= this.#findRegion();
    return this.#region;
  }

  async credentials(): Promise<S3Credentials> {
    const { client } = await this.aws();
    return client.config.credentials();
  }

  /** Origin and path of an object's URL. */
  locate(bucket: string, key: string, region: string): { readonly origin: string; readonly path: string } {
    const { endpoint, pathStyle } = this.settings;
    const path = `/${key.split("/").map(escapePart).join("/")}`;
    const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    const url = new URL(endpoint ?? `https://s3.${region}.${suffix}`);
    const base = url.pathname === "/" ? "" : url.pathname;
    // Certificates of AWS do not cover host names with further dots.
    if (pathStyle || (url.protocol === "https:" && bucket.includes("."))) {
      return { origin: url.origin, path: `${base}/${escapePart(bucket)}${path}` };
    }
    return { origin: `${url.protocol}//${bucket}.${url.host}`, path: base + path };
  }

  /**
   * Makes sure, once a bucket, that the server keeps to If-None-Match. A server that ignores it would overwrite silently.
   *
   * @throws S3_CONDITIONAL_PUT_UNSUPPORTED
   */
  async requireConditionalPut(bucket: string, probe: () => Promise<boolean>): Promise<void> {
    if (this.settings.endpoint === undefined) return;
    let known = this.#conditionalPuts.get(bucket);
    if (known === undefined) {
      known = probe();
      this.#conditionalPuts.set(bucket, known);
      known.catch(() => this.#conditionalPuts.delete(bucket));
    }
    if (!(await known)) throw sparkError("S3_CONDITIONAL_PUT_UNSUPPORTED", { endpoint: this.endpoint, bucket });
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await this.reader.close();
    if (this.#aws !== undefined) (await this.#aws).client.destroy();
    this.#aws = undefined;
  }

  async #connect(): Promise<{ readonly sdk: Aws; readonly client: AwsClient }> {
    const sdk = await import("@aws-sdk/client-s3");
    const client = this.#makeClient(sdk, this.settings.region);
    if (this.settings.region !== undefined) return { sdk, client };
    try {
      await client.config.region();
      return { sdk, client };
    } catch {
      // Neither the environment nor the shared files name a region: AWS itself then means this one.
      client.destroy();
      return { sdk, client: this.#makeClient(sdk, "us-east-1") };
    }
  }

  #makeClient(sdk: Aws, region: string | undefined): AwsClient {
    const { endpoint, pathStyle, anonymous, maxAttempts } = this.settings;
    const credentials = anonymous ? { accessKeyId: "", secretAccessKey: "" } : this.#credentials;
    const before = process.env[supportWarningSwitch];
    process.env[supportWarningSwitch] = "true";
    try {
      return new sdk.S3Client({
        forcePathStyle: pathStyle,
        maxAttempts,
        followRegionRedirects: endpoint === undefined,
        ...(endpoint === undefined
          ? {}
          : // Not every server knows the newer checksums.
            { endpoint, requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" }),
        ...(region === undefined ? {} : { region }),
        ...(credentials === undefined ? {} : { credentials }),
        ...(anonymous ? { signer: { sign: async (request) => request } } : {}),
      });
    } finally {
      if (before === undefined) delete process.env[supportWarningSwitch];
      else process.env[supportWarningSwitch] = before;
    }
  }

  async #findRegion(): Promise<string> {
    if (this.settings.region !== undefined) return this.settings.region;
    const { client } = await this.aws();
    return client.config.region();
  }
}

/** Percent-encodes everything but RFC 3986's unreserved characters, as signatures of S3 ask for. */
const escapePart = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

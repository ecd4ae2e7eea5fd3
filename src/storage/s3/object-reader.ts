import { createHash } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import type { Pool } from "undici";
import { type Clock, systemClock } from "../../common/index.ts";
import type { S3Client } from "./s3-client.ts";
import { failureOf, isPassing, S3Failure } from "./s3-errors.ts";
import { makeSigner } from "./signer.ts";

type SignableRequest = Parameters<SignatureV4["sign"]>[0] & { readonly method: string };

/** SHA-256 of no bytes, the body of a GET. */
const emptyHash = createHash("sha256").digest("hex");

/** First wait before a second try, in milliseconds; it doubles each time, up to the longest. */
const firstWait = 50;
const longestWait = 5000;

/**
 * GET of objects without the AWS client: a signature and a kept-alive connection. For tiny objects that takes a tenth of the
 * client's time, and tiny objects come by the thousand.
 */
export class ObjectReader {
  readonly #client: S3Client;
  readonly #clock: Clock;
  readonly #pools = new Map<string, Pool>();
  /** Regions of buckets that turned out not to be where the settings say. */
  readonly #regions = new Map<string, string>();
  readonly #signers = new Map<string, SignatureV4>();

  constructor(client: S3Client, clock: Clock = systemClock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * @param range - value of the Range header
   * @throws S3Failure
   */
  async read(bucket: string, key: string, range: string | undefined, signal: AbortSignal | undefined): Promise<Buffer> {
    const { maxAttempts } = this.#client.settings;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      let failure: S3Failure;
      try {
        return await this.#try(bucket, key, range, signal);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        failure = failureOf(error);
      }
      const movedTo = failure instanceof WrongRegion ? failure.region : undefined;
      if (movedTo !== undefined && this.#regions.get(bucket) !== movedTo) {
        this.#regions.set(bucket, movedTo);
        continue;
      }
      if (attempt >= maxAttempts || !isPassing(failure)) throw failure;
      // Anything between nothing and the full wait, so that readers refused together do not come back together.
      await this.#clock.sleep(Math.random() * Math.min(longestWait, firstWait * 2 ** attempt), signal);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.#pools.clear();
  }

  async #try(bucket: string, key: string, range: string | undefined, signal: AbortSignal | undefined): Promise<Buffer> {
    const region = this.#regions.get(bucket) ?? (await this.#client.region());
    const { origin, path } = this.#client.locate(bucket, key, region);
    const headers: Record<string, string> = { host: new URL(origin).host, "x-amz-content-sha256": emptyHash };
    if (range !== undefined) headers.range = range;
    const signed = this.#client.settings.anonymous ? headers : await this.#sign(region, origin, path, headers);
    const pool = this.#pools.get(origin) ?? (await this.#open(origin));
    const answer = await pool.request({ method: "GET", path, headers: signed, signal: signal ?? null });
    const body = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode === 200 || answer.statusCode === 206) return body;
    // A range behind the end of the object, or in an empty one: no bytes.
    if (answer.statusCode === 416) return Buffer.alloc(0);
    throw failureOfAnswer(answer.statusCode, body.toString("utf8"), answer.headers["x-amz-bucket-region"], region);
  }

  async #sign(
    region: string,
    origin: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<Record<string, string>> {
    const signer = this.#signers.get(region) ?? (await this.#makeSigner(region));
    const { protocol, hostname } = new URL(origin);
    const request: SignableRequest = { method: "GET", protocol, hostname, path, headers };
    return (await signer.sign(request)).headers;
  }

  async #makeSigner(region: string): Promise<SignatureV4> {
    const signer = await makeSigner(this.#client, {
      service: "s3",
      region,
      uriEscapePath: false,
      applyChecksum: false,
    });
    this.#signers.set(region, signer);
    return signer;
  }

  async #open(origin: string): Promise<Pool> {
    const { Pool } = await import("undici");
    const existing = this.#pools.get(origin);
    if (existing !== undefined) return existing;
    const pool = new Pool(origin, { connections: this.#client.settings.maxConnections, pipelining: 1 });
    this.#pools.set(origin, pool);
    return pool;
  }
}

class WrongRegion extends S3Failure {
  readonly region: string;

  constructor(region: string, status: number) {
    super("PermanentRedirect", status, `the bucket is in ${region}`);
    this.region = region;
  }
}

function failureOfAnswer(status: number, body: string, bucketRegion: unknown, asked: string): S3Failure {
  if (typeof bucketRegion === "string" && bucketRegion !== asked && [301, 307, 400, 403].includes(status)) {
    return new WrongRegion(bucketRegion, status);
  }
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? (status === 404 ? "NoSuchKey" : `HTTP ${status}`);
  return new S3Failure(code, status, /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? code);
}

import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { S3Client as AwsClient, BucketLocationConstraint } from "@aws-sdk/client-s3";
import { SparkException } from "../../common/index.ts";
import { BlockWriter } from "../block-writer.ts";
import { asDirectory, compareKeys, requireKey } from "../keys.ts";
import type { Block, Entry, GetManyOptions, GetOptions, ListOptions, Storage } from "../storage.ts";
import { MessageQueue, type QueuePlace } from "./message-queue.ts";
import type { S3Client } from "./s3-client.ts";
import { failureOf, isNotFound, S3Failure, type S3Target, s3Error } from "./s3-errors.ts";

type Sdk = typeof import("@aws-sdk/client-s3");
type Request<T> = (client: AwsClient, sdk: Sdk) => Promise<T>;

/** Most keys of one page of a listing, and of one request that deletes; S3's own limits. */
const pageSize = 1000;

/** A bucket, or what is below a prefix of it. */
export class S3Storage implements Storage {
  readonly kind = "s3";
  readonly bucket: string;
  readonly prefix: string;
  readonly #client: S3Client;

  /** @param prefix - `""`, or a key that ends with `/` */
  constructor(client: S3Client, bucket: string, prefix = "") {
    this.#client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  uri(key: string): string {
    return `s3://${this.bucket}/${this.prefix}${key}`;
  }

  localPath(): undefined {
    return undefined;
  }

  /** A queue that is told of new objects, asked as whoever reads the bucket. */
  queue(place: QueuePlace): MessageQueue {
    return new MessageQueue(this.#client, place);
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<readonly Entry[]> {
    const { after, filter, recursive = false, signal } = options;
    const passes = filter === undefined ? () => true : filterWithFolders(prefix, filter);
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    let token: string | undefined;
    while (left > 0) {
      const page = await this.#run(
        "list",
        prefix,
        (client, { ListObjectsV2Command }) =>
          client.send(
            new ListObjectsV2Command({
              Bucket: this.bucket,
              Prefix: this.prefix + prefix,
              MaxKeys: filter === undefined ? Math.min(pageSize, left) : pageSize,
              ...(recursive ? {} : { Delimiter: "/" }),
              ...(token === undefined ? {} : { ContinuationToken: token }),
              ...(after === undefined || token !== undefined ? {} : { StartAfter: this.prefix + after }),
            }),
            signal === undefined ? {} : { abortSignal: signal },
          ),
        signal,
      );
      const entries: Entry[] = [];
      const add = (fullKey: string, size: number, modified: number): void => {
        const key = fullKey.slice(this.prefix.length);
        // Servers differ in whether a prefix at or before StartAfter is named again.
        if (key === "" || (key === prefix && key.endsWith("/"))) return;
        if (after !== undefined && compareKeys(key, after) <= 0) return;
        if (!passes(key)) return;
        entries.push({ key, size, modified, isDirectory: key.endsWith("/") });
      };
      for (const { Key, Size, LastModified } of page.Contents ?? []) add(Key!, Size ?? 0, LastModified?.getTime() ?? 0);
      if (page.CommonPrefixes !== undefined && page.CommonPrefixes.length > 0) {
        for (const { Prefix } of page.CommonPrefixes) add(Prefix!, 0, 0);
        entries.sort((a, b) => compareKeys(a.key, b.key));
      }
      if (entries.length > 0) yield entries.length <= left ? entries : entries.slice(0, left);
      left -= entries.length;
      if (!page.IsTruncated || page.NextContinuationToken === undefined) return;
      token = page.NextContinuationToken;
    }
  }

  async head(key: string, signal?: AbortSignal): Promise<Entry | undefined> {
    requireKey(key);
    const options = signal === undefined ? {} : { abortSignal: signal };
    const directory: Entry = { key: asDirectory(key), size: 0, modified: 0, isDirectory: true };
    if (key === "") return (await this.#bucketExists()) ? directory : undefined;
    if (!key.endsWith("/")) {
      const found = await this.#find(
        "look up",
        key,
        (client, { HeadObjectCommand }) =>
          client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: this.prefix + key }), options),
        signal,
      );
      if (found !== undefined) {
        return {
          key,
          size: found.ContentLength ?? 0,
          modified: found.LastModified?.getTime() ?? 0,
          isDirectory: false,
        };
      }
    }
    const below = await this.#run(
      "look up",
      key,
      (client, { ListObjectsV2Command }) =>
        client.send(
          new ListObjectsV2Command({ Bucket: this.bucket, Prefix: this.prefix + directory.key, MaxKeys: 1 }),
          options,
        ),
      signal,
    );
    return (below.Contents?.length ?? 0) > 0 ? directory : undefined;
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array> {
    const { range, signal } = options;
    if (range?.end !== undefined && range.end <= range.start) return new Uint8Array(0);
    const header = range && `bytes=${range.start}-${range.end === undefined ? "" : range.end - 1}`;
    try {
      return await this.#read(key, header, signal);
    } catch (error) {
      throw this.#errorOf(error, "read", key, signal);
    }
  }

  async getMany(keys: readonly string[], options: GetManyOptions = {}): Promise<Block> {
    const { concurrency = this.#client.settings.maxConnections, missing = "fail", signal } = options;
    const bodies = new Array<Buffer | undefined>(keys.length);
    // The first failure ends the other readers too.
    const stop = new AbortController();
    const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    setMaxListeners(0, either);
    let next = 0;
    const readOn = async (): Promise<void> => {
      while (next < keys.length && !stop.signal.aborted) {
        const at = next++;
        try {
          bodies[at] = await this.#read(keys[at]!, undefined, either);
        } catch (error) {
          if (missing === "skip" && !either.aborted && isNotFound(failureOf(error))) continue;
          const reason = stop.signal.aborted ? error : this.#errorOf(error, "read", keys[at]!, signal);
          stop.abort(reason);
          throw reason;
        }
      }
    };
    const readers = Array.from({ length: Math.min(Math.max(1, concurrency), keys.length) }, readOn);
    await Promise.allSettled(readers);
    if (stop.signal.aborted) throw stop.signal.reason;
    const writer = new BlockWriter(keys.length, options.terminator);
    for (const body of bodies) body === undefined ? writer.appendMissing() : writer.appendBytes(body);
    return writer.finish();
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    requireKey(key);
    await this.#run("write", key, (client, { PutObjectCommand }) =>
      client.send(new PutObjectCommand({ Bucket: this.bucket, Key: this.prefix + key, Body: bytes })),
    );
  }

  async putIfAbsent(key: string, bytes: Uint8Array): Promise<boolean> {
    requireKey(key);
    await this.#client.requireConditionalPut(this.bucket, async () => {
      const probe = `_millrace_probe_${randomUUID()}`;
      try {
        await this.#putNew(probe, new Uint8Array(0));
        return !(await this.#putNew(probe, new Uint8Array(0)));
      } finally {
        await this.delete(probe);
      }
    });
    return this.#putNew(key, bytes);
  }

  async delete(key: string): Promise<void> {
    requireKey(key);
    await this.#run("delete", key, (client, { DeleteObjectCommand }) =>
      client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: this.prefix + key })),
    );
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += pageSize) {
      const batch = keys.slice(at, at + pageSize).map((key) => ({ Key: this.prefix + requireKey(key) }));
      const answer = await this.#run("delete", keys[at]!, (client, { DeleteObjectsCommand }) =>
        client.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects: batch, Quiet: true } })),
      );
      const failed = answer.Errors?.[0];
      if (failed === undefined) continue;
      const code = failed.Code ?? "Unknown";
      const failure = new S3Failure(code, 200, failed.Message ?? code);
      throw s3Error(
        failure,
        this.#target("delete", (failed.Key ?? "").slice(this.prefix.length)),
        this.#client.endpoint,
      );
    }
  }

  async deleteTree(key: string): Promise<void> {
    requireKey(key);
    if (key !== "") await this.delete(key);
    for await (const page of this.list(asDirectory(key), { recursive: true })) {
      await this.deleteMany(page.map((entry) => entry.key));
    }
    if (key !== "" && !key.endsWith("/")) await this.delete(`${key}/`);
  }

  async mkdirs(key: string): Promise<void> {
    requireKey(key);
    if (key === "") return this.#createBucket();
    // An empty object with the directory's name, as the AWS console and Hadoop make.
    if ((await this.head(asDirectory(key))) === undefined) await this.put(asDirectory(key), new Uint8Array(0));
  }

  async copy(from: string, to: string): Promise<void> {
    requireKey(from);
    requireKey(to);
    const source = `${this.bucket}/${this.prefix}${from}`.split("/").map(encodeURIComponent).join("/");
    await this.#run("copy", from, (client, { CopyObjectCommand }) =>
      client.send(new CopyObjectCommand({ Bucket: this.bucket, Key: this.prefix + to, CopySource: source })),
    );
  }

  async move(from: string, to: string): Promise<void> {
    if (from === to) return;
    await this.copy(from, to);
    await this.delete(from);
  }

  watch(): undefined {
    return undefined;
  }

  #read(key: string, range: string | undefined, signal: AbortSignal | undefined): Promise<Buffer> {
    return this.#client.reader.read(this.bucket, this.prefix + requireKey(key), range, signal);
  }

  async #putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    const { sdk, client } = await this.#client.aws();
    const { PutObjectCommand } = sdk;
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(
          new PutObjectCommand({ Bucket: this.bucket, Key: this.prefix + key, Body: bytes, IfNoneMatch: "*" }),
        );
        return true;
      } catch (error) {
        const failure = failureOf(error);
        // Two writers at once: S3 asks to try again.
        if (failure.status === 409 && attempt < this.#client.settings.maxAttempts) continue;
        if (failure.status !== 412) throw this.#errorOf(error, "write", key, undefined);
        // An attempt whose answer was lost may have written the object itself.
        return attemptsOf(error) > 1 && Buffer.compare(await this.#read(key, undefined, undefined), bytes) === 0;
      }
    }
  }

  async #bucketExists(): Promise<boolean> {
    const found = await this.#find("look up", "", (client, { HeadBucketCommand }) =>
      client.send(new HeadBucketCommand({ Bucket: this.bucket })),
    );
    return found !== undefined;
  }

  async #createBucket(): Promise<void> {
    if (await this.#bucketExists()) return;
    const region = await this.#client.region();
    await this.#run("create", "", async (client, sdk) => {
      // The SDK lists the regions that it knows as a type; newer ones are fine too.
      const place = { LocationConstraint: region as BucketLocationConstraint };
      const elsewhere = region === "us-east-1" ? {} : { CreateBucketConfiguration: place };
      try {
        await client.send(new sdk.CreateBucketCommand({ Bucket: this.bucket, ...elsewhere }));
      } catch (error) {
        if (failureOf(error).code !== "BucketAlreadyOwnedByYou") throw error;
      }
    });
  }

  async #run<T>(operation: S3Target["operation"], key: string, request: Request<T>, signal?: AbortSignal): Promise<T> {
    try {
      signal?.throwIfAborted();
      const { sdk, client } = await this.#client.aws();
      return await request(client, sdk);
    } catch (error) {
      throw this.#errorOf(error, operation, key, signal);
    }
  }

  /** As `#run`, with undefined for what is not there. */
  async #find<T>(
    operation: S3Target["operation"],
    key: string,
    request: Request<T>,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    try {
      const { sdk, client } = await this.#client.aws();
      return await request(client, sdk);
    } catch (error) {
      if (isNotFound(failureOf(error))) return undefined;
      throw this.#errorOf(error, operation, key, signal);
    }
  }

  #target(operation: S3Target["operation"], key: string): S3Target {
    return { operation, bucket: this.bucket, key: this.prefix + key };
  }

  #errorOf(error: unknown, operation: S3Target["operation"], key: string, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof SparkException) return error;
    return s3Error(failureOf(error), this.#target(operation, key), this.#client.endpoint);
  }
}

/** A filter that leaves out keys below left-out directories too: S3 lists keys, not directories, so they are asked for here. */
function filterWithFolders(prefix: string, filter: (key: string) => boolean): (key: string) => boolean {
  const start = prefix.lastIndexOf("/") + 1;
  // Keys come in order, so the last verdict is all that needs to be kept.
  let accepted = prefix.slice(0, start);
  let rejected: string | undefined;
  return (key) => {
    if (rejected !== undefined && key.startsWith(rejected)) return false;
    for (let cut = key.indexOf("/", start); cut >= 0 && cut < key.length - 1; cut = key.indexOf("/", cut + 1)) {
      const folder = key.slice(0, cut + 1);
      if (accepted.startsWith(folder)) continue;
      if (!filter(folder)) {
        rejected = folder;
        return false;
      }
      accepted = folder;
    }
    return filter(key);
  };
}

function attemptsOf(error: unknown): number {
  if (!(error instanceof Error) || !("$metadata" in error)) return 1;
  const metadata = error.$metadata as { readonly attempts?: number };
  return metadata.attempts ?? 1;
}

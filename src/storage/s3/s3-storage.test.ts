import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { inspect, promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ManualClock } from "../../common/index.ts";
import {
  LocalStorage,
  listAll,
  S3Client,
  type S3Options,
  S3Storage,
  s3OptionsFromSettings,
  startLocalS3,
} from "../index.ts";
import { ObjectReader } from "./object-reader.ts";
import { settleS3Options } from "./options.ts";

const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "hunter2", sessionToken: "token2" };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server that answers as a test wants, and a client for it. */
async function serve(
  handler: Handler,
  options: S3Options = {},
): Promise<{ client: S3Client; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    handler(request, response, requests.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const client = new S3Client({ endpoint: `http://127.0.0.1:${address.port}`, credentials, ...options });
  closing.push(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, requests };
}

const refuse = (response: ServerResponse, status: number, code: string, message = "no", headers = {}): void => {
  response.writeHead(status, { "content-type": "application/xml", ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
};

describe("reading objects", () => {
  it("tries again after refusals and cut connections", async () => {
    const { client, requests } = await serve((request, response, count) => {
      if (count === 1) refuse(response, 503, "SlowDown");
      else if (count === 2) request.socket.destroy();
      else if (count === 3) refuse(response, 500, "InternalError");
      else if (count === 4) {
        response.writeHead(200, { "content-length": "100" });
        response.write("half", () => request.socket.destroy());
      } else response.end("whole");
    });
    const storage = new S3Storage(client, "bucket");
    expect(Buffer.from(await storage.get("key")).toString()).toBe("whole");
    expect(requests).toHaveLength(5);
  });

  it("waits longer each time, within bounds, and gives up in the end", async () => {
    const clock = new ManualClock();
    const slept: number[] = [];
    const { client, requests } = await serve((_request, response) => refuse(response, 503, "SlowDown"), {
      maxAttempts: 12,
    });
    const reader = new ObjectReader(client, {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: async (ms) => {
        slept.push(ms);
      },
    });
    closing.push(() => reader.close());
    await expect(reader.read("bucket", "key", undefined, undefined)).rejects.toMatchObject({
      code: "SlowDown",
      status: 503,
    });
    expect(requests).toHaveLength(12);
    expect(slept).toHaveLength(11);
    for (const [at, ms] of slept.entries()) expect(ms).toBeLessThanOrEqual(Math.min(5000, 100 * 2 ** at));
    expect(new Set(slept).size).toBe(11);
  });

  it("does not try again what will not change, and names the object but no secrets", async () => {
    const { client, requests } = await serve((_request, response) =>
      refuse(response, 403, "SignatureDoesNotMatch", "the string to sign was ..."),
    );
    const storage = new S3Storage(client, "bucket", "prefix/");
    const error: unknown = await storage.get("key").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      condition: "S3_ACCESS_DENIED",
      messageParameters: { bucket: "bucket", key: "prefix/key", code: "SignatureDoesNotMatch" },
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]!.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/us-east-1\/s3/,
    );
    expect(requests[0]!.headers["x-amz-security-token"]).toBe("token2");
    const listing: unknown = await listAll(storage, "").catch((thrown: unknown) => thrown);
    expect(listing).toMatchObject({ condition: "S3_ACCESS_DENIED" });
    expect(inspect([error, listing, client, storage], { depth: 20, showHidden: true })).not.toMatch(
      /hunter2|token2|AKIA/,
    );
  });

  it("follows a bucket to its region", async () => {
    const { client, requests } = await serve((request, response) => {
      if (/eu-west-3/.test(request.headers.authorization ?? "")) response.end("found");
      else refuse(response, 400, "AuthorizationHeaderMalformed", "no", { "x-amz-bucket-region": "eu-west-3" });
    });
    const storage = new S3Storage(client, "bucket");
    expect(Buffer.from(await storage.get("one")).toString()).toBe("found");
    expect(Buffer.from(await storage.get("two")).toString()).toBe("found");
    expect(requests).toHaveLength(3);
  });

  it("signs nothing when anonymous", async () => {
    const { client, requests } = await serve(
      (_request, response) => response.end("<ListBucketResult></ListBucketResult>"),
      {
        anonymous: true,
      },
    );
    const storage = new S3Storage(client, "bucket");
    await storage.get("key");
    expect(await listAll(storage, "")).toEqual([]);
    expect(requests.map((request) => request.headers.authorization)).toEqual([undefined, undefined]);
  });

  it("ends at the first failure of many", async () => {
    const { client, requests } = await serve((request, response) => {
      if (request.url === "/bucket/7") refuse(response, 403, "AccessDenied");
      else if (Number(request.url!.slice(8)) < 7) response.end("x");
    });
    const storage = new S3Storage(client, "bucket");
    const keys = Array.from({ length: 500 }, (_, at) => String(at));
    await expect(storage.getMany(keys, { concurrency: 10 })).rejects.toMatchObject({ condition: "S3_ACCESS_DENIED" });
    expect(requests.length).toBeLessThan(40);
  });
});

describe("errors", () => {
  it("name a bucket that does not exist", async () => {
    const server = await startLocalS3();
    const client = new S3Client({ endpoint: server.endpoint, credentials: server.credentials });
    closing.push(
      () => server.close(),
      () => client.close(),
    );
    const storage = new S3Storage(client, "nowhere");
    const missing = {
      condition: "S3_BUCKET_NOT_FOUND",
      messageParameters: { bucket: "nowhere", endpoint: server.endpoint },
    };
    await expect(storage.get("key")).rejects.toMatchObject(missing);
    await expect(listAll(storage, "")).rejects.toMatchObject(missing);
    await expect(storage.put("key", Buffer.from("x"))).rejects.toMatchObject(missing);
    expect(await storage.head("")).toBeUndefined();
    await expect(storage.head("key")).rejects.toMatchObject(missing);
  });

  it("name a server that does not answer", async () => {
    const server = await startLocalS3();
    await server.close();
    const client = new S3Client({ endpoint: server.endpoint, credentials: server.credentials, maxAttempts: 2 });
    closing.push(() => client.close());
    const storage = new S3Storage(client, "bucket");
    await expect(storage.get("key")).rejects.toThrow(
      new RegExp(`S3_REQUEST_FAILED.*read s3://bucket/key.*ECONNREFUSED.*${server.endpoint}`),
    );
    await expect(storage.put("key", Buffer.from("x"))).rejects.toMatchObject({ condition: "S3_REQUEST_FAILED" });
  });

  it("tell of each object that could not be deleted", async () => {
    const { client } = await serve((_request, response) =>
      response.end(
        "<DeleteResult><Error><Key>p/b</Key><Code>AccessDenied</Code><Message>kept by law</Message></Error></DeleteResult>",
      ),
    );
    await expect(new S3Storage(client, "bucket", "p/").deleteMany(["a", "b"])).rejects.toMatchObject({
      condition: "S3_ACCESS_DENIED",
      messageParameters: { bucket: "bucket", key: "p/b", code: "AccessDenied" },
    });
  });

  it("of conditional writes are told apart", async () => {
    let status = 0;
    const { client, requests } = await serve((request, response) => {
      if (request.method !== "PUT") {
        response.writeHead(204).end();
        return;
      }
      if (/_millrace_probe_/.test(request.url!)) status = status === 200 ? 412 : 200;
      else status = requests.filter(({ url }) => url === request.url).length === 1 ? 409 : 200;
      if (status === 200) response.end();
      else refuse(response, status, status === 412 ? "PreconditionFailed" : "ConditionalRequestConflict");
    });
    const storage = new S3Storage(client, "bucket");
    expect(await storage.putIfAbsent("key", Buffer.from("x"))).toBe(true);
    expect(requests.filter(({ url }) => url?.startsWith("/bucket/key"))).toHaveLength(2);
    expect(requests.every(({ method, headers }) => method !== "PUT" || headers["if-none-match"] === "*")).toBe(true);
  });
});

describe("without settings", () => {
  it("asks AWS in us-east-1, and says that credentials are missing", async () => {
    for (const name of [
      "AWS_ENDPOINT_URL",
      "AWS_ENDPOINT_URL_S3",
      "AWS_REGION",
      "AWS_DEFAULT_REGION",
      "AWS_PROFILE",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
    ]) {
      vi.stubEnv(name, undefined);
    }
    for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, "/nowhere");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    closing.push(async () => {
      vi.unstubAllEnvs();
    });
    const client = new S3Client();
    closing.push(() => client.close());
    expect(client.endpoint).toBe("AWS S3");
    expect(await client.region()).toBe("us-east-1");
    expect(client.locate("some-bucket", "k", "us-east-1")).toEqual({
      origin: "https://some-bucket.s3.us-east-1.amazonaws.com",
      path: "/k",
    });
    expect(client.locate("b1", "k", "cn-north-1").origin).toBe("https://b1.s3.cn-north-1.amazonaws.com.cn");
    const storage = new S3Storage(client, "some-bucket");
    for (const request of [storage.get("key"), listAll(storage, "")]) {
      await expect(request).rejects.toMatchObject({ condition: "S3_CREDENTIALS_MISSING" });
    }
  });
});

describe("options", () => {
  it("come from the environment where they are not given", () => {
    const settings = settleS3Options({}, { AWS_ENDPOINT_URL: "http://host:9000/", AWS_REGION: "eu-central-1" });
    expect(settings).toMatchObject({ endpoint: "http://host:9000", region: "eu-central-1", pathStyle: true });
    expect(settleS3Options({}, { AWS_ENDPOINT_URL_S3: "http://s3", AWS_ENDPOINT_URL: "http://all" }).endpoint).toBe(
      "http://s3",
    );
    expect(settleS3Options({}, {})).toMatchObject({ endpoint: undefined, region: undefined, pathStyle: false });
    expect(
      settleS3Options({ endpoint: "http://mine", region: "x" }, { AWS_ENDPOINT_URL: "http://host" }),
    ).toMatchObject({
      endpoint: "http://mine",
      region: "x",
    });
  });

  it("come from settings of Hadoop", () => {
    expect(
      s3OptionsFromSettings({
        "fs.s3a.endpoint": "host:9000",
        "fs.s3a.connection.ssl.enabled": "false",
        "spark.hadoop.fs.s3a.access.key": "A",
        "fs.s3a.secret.key": "S",
        "fs.s3a.session.token": "T",
        "fs.s3a.endpoint.region": "eu-west-1",
        "fs.s3a.path.style.access": "TRUE",
        "fs.s3a.connection.maximum": "8",
        "fs.s3a.attempts.maximum": "3",
        "fs.s3a.other": "ignored",
      }),
    ).toEqual({
      endpoint: "http://host:9000",
      region: "eu-west-1",
      pathStyle: true,
      credentials: { accessKeyId: "A", secretAccessKey: "S", sessionToken: "T" },
      maxConnections: 8,
      maxAttempts: 3,
    });
    expect(s3OptionsFromSettings({})).toEqual({});
    expect(
      s3OptionsFromSettings({
        "fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider",
        "fs.s3a.endpoint": "s3.eu-west-1.amazonaws.com",
      }),
    ).toEqual({ anonymous: true, endpoint: "https://s3.eu-west-1.amazonaws.com" });
  });

  it.each<[S3Options]>([
    [{ endpoint: "nonsense" }],
    [{ endpoint: "ftp://host" }],
    [{ endpoint: "http://user:hunter2@host" }],
    [{ endpoint: "http://host/?a=hunter2" }],
    [{ maxConnections: 0 }],
    [{ maxAttempts: 1.5 }],
  ])("%j are refused", (options) => {
    expect(() => new S3Client(options)).toThrow(/INVALID_S3_OPTION(?!.*hunter2)/);
  });

  it.each<[Record<string, string>]>([
    [{ "fs.s3a.access.key": "A" }],
    [{ "fs.s3a.secret.key": "hunter2" }],
    [{ "fs.s3a.path.style.access": "perhaps" }],
    [{ "fs.s3a.connection.maximum": "many" }],
  ])("%j are refused", (settings) => {
    expect(() => s3OptionsFromSettings(settings)).toThrow(/INVALID_S3_OPTION(?!.*hunter2)/);
  });

  it("decide where a bucket is", () => {
    const at = (options: S3Options, bucket: string, region: string): string => {
      const { origin, path } = new S3Client(options).locate(bucket, "a b/c'd", region);
      return origin + path;
    };
    expect(at({ endpoint: "http://h:9000/base/" }, "b1", "r")).toBe("http://h:9000/base/b1/a%20b/c%27d");
    expect(at({ endpoint: "http://h:9000", pathStyle: false }, "b1", "r")).toBe("http://b1.h:9000/a%20b/c%27d");
    const aws = { endpoint: "https://s3.eu-west-1.amazonaws.com", pathStyle: false };
    expect(at(aws, "my.dotted", "r")).toBe("https://s3.eu-west-1.amazonaws.com/my.dotted/a%20b/c%27d");
  });
});

it("keeps the AWS SDK's word about Node off the screen, and only that", async () => {
  const index = fileURLToPath(new URL("../index.ts", import.meta.url));
  const program = `
    import { createJiti } from "jiti";
    const { S3Client } = await createJiti(${JSON.stringify(index)}).import(${JSON.stringify(index)});
    const client = new S3Client({ endpoint: "http://127.0.0.1:1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
    await client.aws();
    process.emitWarning("another warning");
    console.log(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED);
    await client.close();`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    env: { PATH: process.env.PATH },
  });
  expect(stderr).toMatch(/another warning/);
  expect(stderr).not.toMatch(/AWS SDK/);
  expect(stdout.trim()).toBe("undefined");
});

it("both kinds of storage say where they are", () => {
  expect(new S3Storage(new S3Client(), "bucket", "p/").uri("k")).toBe("s3://bucket/p/k");
  expect(new LocalStorage("/data").uri("k")).toBe("file:/data/k");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SparkSession } from "../../src/entry/index.ts";
import { temporaryFolder } from "./harness.ts";

// A server that behaves as AWS does: putting an object has S3 write to the queue. `npm run test:spark` installs it.
const python = process.env.MILLRACE_MOTO_PYTHON;
const bucket = "landing";
const account = "123456789012";
const signature =
  "AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x";
let endpoint: string;
let s3: S3Client;
let stopServer: () => Promise<void>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function sqs<T>(operation: string, request: object): Promise<T> {
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `AmazonSQS.${operation}`,
    authorization: signature,
  };
  const answer = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(request) });
  const body = await answer.text();
  if (!answer.ok) throw new Error(body);
  return JSON.parse(body || "{}") as T;
}

beforeAll(async () => {
  if (!python) throw new Error("MILLRACE_MOTO_PYTHON names no Python with moto; run: npm run test:spark");
  const port = await freePort();
  endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const ended = once(server, "exit");
  stopServer = async () => {
    server.kill();
    await ended;
  };
  while (
    !(await fetch(`${endpoint}/moto-api/`)
      .then(({ ok }) => ok)
      .catch(() => false))
  ) {
    if (server.exitCode !== null) throw new Error("moto's server has ended");
    await sleep(100);
  }
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  s3 = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
});
afterAll(async () => {
  s3?.destroy();
  await stopServer?.();
});

const put = (key: string, id: number) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: `${JSON.stringify({ id })}\n` }));

test("a stream hears of objects from the queue that S3 writes to, and goes on after a stop", async () => {
  using root = temporaryFolder();
  const spark = await SparkSession.builder
    .config({
      "spark.hadoop.fs.s3a.endpoint": endpoint,
      "spark.hadoop.fs.s3a.endpoint.region": "us-east-1",
      "spark.hadoop.fs.s3a.access.key": "test",
      "spark.hadoop.fs.s3a.secret.key": "test",
    })
    .create();
  await fetch(`${endpoint}/${bucket}`, { method: "PUT" });
  const { QueueUrl: queueUrl } = await sqs<{ QueueUrl: string }>("CreateQueue", { QueueName: "news" });
  await put("in/before.json", 0);
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: `arn:aws:sqs:us-east-1:${account}:news`, Events: ["s3:ObjectCreated:*"] }],
      },
    }),
  );
  const seen: number[] = [];
  const start = () =>
    spark.readStream
      .schema("id INT")
      .options({ fileNotification: true, queueUrl, queueEndpoint: endpoint })
      .json(`s3://${bucket}/in`)
      .writeStream.foreachBatch(async (batch) => {
        for (const { id } of await batch.collect()) seen.push(Number(id));
      })
      .option("checkpointLocation", `${root.path}/checkpoint`)
      .start();
  const until = async (count: number) => {
    for (const end = Date.now() + 30_000; seen.length < count && Date.now() < end; ) await sleep(20);
  };
  try {
    const first = await start();
    await until(1);
    await put("in/a name.json", 1);
    await put("elsewhere/x.json", 100);
    await until(2);
    // A stop ends a batch before its commit, and the next run does it again.
    await first.processAllAvailable();
    await first.stop();
    await put("in/while stopped.json", 2);
    const second = await start();
    await until(3);
    await put("in/ö.json", 3);
    await until(4);
    await second.processAllAvailable();
    await second.stop();
    expect(seen).toEqual([0, 1, 2, 3]);
    // Not those in flight: a request that waits when the first run stops may still be given a message, which comes back after its time.
    const { Attributes } = await sqs<{ Attributes: object }>("GetQueueAttributes", {
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages"],
    });
    expect(Object.values(Attributes)).toEqual(["0"]);
  } finally {
    await spark.stop();
  }
});

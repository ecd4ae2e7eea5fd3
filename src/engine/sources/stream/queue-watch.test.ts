import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../common/index.ts";
import { FileSystems, type LocalS3, type Location, startLocalS3 } from "../../../storage/index.ts";
import { parseDdl } from "../../../types/index.ts";
import { Database } from "../../duckdb/index.ts";
import { macros } from "../../functions/index.ts";
import { createSources, type Sources, type StreamSource } from "../index.ts";
import { scanOf } from "../testing.ts";

// The local server speaks SQS too. It tells of no objects by itself, so the tests write what S3 would.
let server: LocalS3;
let fileSystems: FileSystems;
let database: Database;
let sources: Sources;
let bucket: Location;
let queueUrl: string;
const schema = parseDdl("id INT");
const never = new AbortController().signal;

async function sqs<T>(operation: string, request: object): Promise<T> {
  const answer = await fetch(server.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20240101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x",
    },
    body: JSON.stringify(request),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(body);
  return JSON.parse(body || "{}") as T;
}

beforeEach(async () => {
  server = await startLocalS3();
  fileSystems = new FileSystems({ s3: server });
  database = await Database.open({ macros });
  sources = createSources({ fileSystems, clock: systemClock, database });
  bucket = fileSystems.resolve("s3://lake/in");
  await bucket.storage.mkdirs("");
  const { QueueUrl } = await sqs<{ QueueUrl: string }>("CreateQueue", {
    QueueName: "news",
    Attributes: { VisibilityTimeout: "1" },
  });
  queueUrl = QueueUrl;
  await bucket.storage.put("in/_kept", Buffer.from(""));
});
afterEach(async () => {
  database.close();
  await fileSystems.close();
  await server.close();
});

const open = (path = "s3://lake/in", options: Record<string, string> = {}): Promise<StreamSource> =>
  sources.stream(
    scanOf(
      "json",
      path,
      schema,
      { fileNotification: "true", queueUrl, queueEndpoint: server.endpoint, ...options },
      true,
    ).source,
  );

const tell = (key: string, inBucket = "lake") =>
  sqs("SendMessage", {
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify({
      Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: inBucket }, object: { key } } }],
    }),
  });
async function put(key: string, told = true): Promise<void> {
  await bucket.storage.put(key, Buffer.from('{"id":1}\n'));
  if (told) await tell(key);
}

/** The names of the files of the next batch; waits until there is one. */
async function nextBatch(stream: StreamSource, offset?: string): Promise<{ names: string[]; offset: string }> {
  for (;;) {
    const found = await stream.latestOffset(offset, "default");
    if (found?.files) return { names: found.files.map(({ path }) => path.slice(13)).sort(), offset: found.offset };
    await stream.waitForData(5000, never);
  }
}

/** Messages that are there or are being worked on. */
async function messages(): Promise<number> {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
  const { Attributes } = await sqs<{ Attributes: Record<string, string> }>("GetQueueAttributes", {
    QueueUrl: queueUrl,
    AttributeNames: names,
  });
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

test("files are listed at the start and told of from then on; messages go when the batch is committed", async () => {
  await put("in/a", false);
  const stream = await open();
  try {
    const first = await nextBatch(stream);
    expect(first.names).toEqual(["a"]);
    await stream.commit(first.offset);
    await put("in/b");
    await put("elsewhere/c");
    await put("in/_hidden");
    await tell("in/gone");
    await tell("in/b", "another");
    const second = await nextBatch(stream, first.offset);
    expect(second.names).toEqual(["b"]);
    expect(await messages()).toBeGreaterThan(0);
    await stream.commit(second.offset);
    // What is under way is at its end when the stream is closed.
    while ((await messages()) > 0) await stream.latestOffset(second.offset, "default");
  } finally {
    await stream.close();
  }
  expect(await messages()).toBe(0);
});

test("a message comes again to a stream that has not committed, and counts once", async () => {
  const first = await open();
  await put("in/a");
  const batch = await nextBatch(first);
  expect(batch.names).toEqual(["a"]);
  await first.close();
  expect(await messages()).toBe(1);
  const second = await open();
  try {
    const files = [{ path: "s3://lake/in/a", modified: 1, size: 9, batch: 0 }];
    second.restore({ offset: batch.offset, files, origin: undefined });
    // The second and later times it is heard while the batch is still to be committed.
    await second.waitForData(5000, never);
    expect(await second.latestOffset(batch.offset, "default")).toEqual({ offset: batch.offset });
    await second.commit(batch.offset);
    while ((await messages()) > 0) {
      await second.waitForData(5000, never);
      expect(await second.latestOffset(batch.offset, "default")).toEqual({ offset: batch.offset });
    }
  } finally {
    await second.close();
  }
});

test("a message of a file that a committed batch has read goes as well", async () => {
  const stream = await open();
  try {
    await put("in/a");
    const batch = await nextBatch(stream);
    await stream.commit(batch.offset);
    // Events come twice, and files are written over.
    await tell("in/a");
    while ((await messages()) > 0) {
      await stream.waitForData(100, never);
      expect(await stream.latestOffset(batch.offset, "default")).toEqual({ offset: batch.offset });
    }
  } finally {
    await stream.close();
  }
});

test("a pattern for folders takes files of folders that are new", async () => {
  const stream = await open("s3://lake/in-*/");
  try {
    expect(await stream.latestOffset(undefined, "default")).toBeUndefined();
    await put("in-1/a");
    await put("out-1/b");
    const { names } = await nextBatch(stream);
    expect(names).toEqual(["1/a"]);
  } finally {
    await stream.close();
  }
});

test("what is no event stays in the queue and is counted", async () => {
  const stream = await open();
  try {
    await sqs("SendMessage", { QueueUrl: queueUrl, MessageBody: "hello" });
    await put("in/a");
    const batch = await nextBatch(stream);
    await stream.commit(batch.offset);
    while (stream.metrics?.().messagesNotUnderstood === undefined) await stream.waitForData(100, never);
    expect(Number(stream.metrics?.().messagesNotUnderstood)).toBeGreaterThan(0);
  } finally {
    await stream.close();
  }
  expect(await messages()).toBe(1);
});

test("a listing fills in what was not told, every so often", async () => {
  const stream = await open("s3://lake/in", { backfillInterval: "1ms" });
  try {
    await put("in/a", false);
    expect((await nextBatch(stream)).names).toEqual(["a"]);
  } finally {
    await stream.close();
  }
});

test("a queue that is not there ends the stream with an error that names it", async () => {
  queueUrl += "-missing";
  const stream = await open();
  try {
    await expect(
      (async () => {
        for (;;) {
          await stream.latestOffset(undefined, "default");
          await stream.waitForData(1000, never);
        }
      })(),
    ).rejects.toMatchObject({ condition: "QUEUE_REQUEST_FAILED" });
  } finally {
    await stream.close();
  }
});

test.each([
  [{ queueUrl: "no url" }, /not the URL of a queue/],
  [{ queueEndpoint: "nowhere" }, /not a URL/],
  [{ backfillInterval: "soon" }, /whole number/],
  [{ backfillInterval: "0 days" }, /longer than nothing/],
])("%o is refused", async (options, message) => {
  await expect(open("s3://lake/in", options)).rejects.toThrow(message);
});

test("a queue for a folder of this machine is refused", async () => {
  await expect(open("/tmp")).rejects.toThrow(/tells of objects in S3/);
});

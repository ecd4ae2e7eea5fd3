import type { SignatureV4 } from "@smithy/signature-v4";
import type { Pool } from "undici";
import { type Clock, sparkError, systemClock } from "../../common/index.ts";
import type { S3Client } from "./s3-client.ts";
import { failureOf, isPassing, S3Failure } from "./s3-errors.ts";
import { makeSigner } from "./signer.ts";

/** Most messages of one request; SQS's own limit. */
const messagesAtOnce = 10;
/** How long SQS holds a request until a message comes, in seconds; its longest. */
const waitSeconds = 20;
const firstWaitMs = 50;
const longestWaitMs = 5000;

/** Where a queue is, where its URL does not say it all. */
export interface QueuePlace {
  readonly url: string;
  /** Default: what the URL says, else the client's. */
  readonly region?: string | undefined;
  /** Where requests go. Default: the host of the URL. */
  readonly endpoint?: string | undefined;
}

/** A message that stays hidden from others until its time is over or it is deleted. */
export interface QueueMessage {
  readonly id: string;
  /** What deletes it; each time it is received it has another one. */
  readonly receipt: string;
  readonly body: string;
}

/**
 * A queue of Amazon SQS, asked with the identity of an S3 client. Two requests are all that is needed, so there is no client of AWS for it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export class MessageQueue {
  readonly url: string;
  readonly #endpoint: URL;
  readonly #client: S3Client;
  readonly #region: string | undefined;
  readonly #clock: Clock;
  #pool: Promise<Pool> | undefined;
  #signer: Promise<SignatureV4> | undefined;

  constructor(client: S3Client, { url, region, endpoint = url }: QueuePlace, clock: Clock = systemClock) {
    this.url = url;
    this.#endpoint = new URL(endpoint);
    this.#client = client;
    this.#region = region ?? /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(url)?.[1];
    this.#clock = clock;
  }

  /**
   * Waits for messages, up to twenty seconds.
   *
   * @returns at most ten; none where none came
   * @throws SparkException `QUEUE_REQUEST_FAILED`
   */
  async receive(signal: AbortSignal): Promise<QueueMessage[]> {
    const request = { MaxNumberOfMessages: messagesAtOnce, WaitTimeSeconds: waitSeconds };
    const answer = await this.#ask("ReceiveMessage", request, signal);
    const { Messages = [] } = answer as { Messages?: { MessageId: string; ReceiptHandle: string; Body: string }[] };
    return Messages.map(({ MessageId, ReceiptHandle, Body }) => ({
      id: MessageId,
      receipt: ReceiptHandle,
      body: Body,
    }));
  }

  /** Deletes messages by their receipts. @throws SparkException `QUEUE_REQUEST_FAILED` */
  async delete(receipts: readonly string[]): Promise<void> {
    for (let at = 0; at < receipts.length; at += messagesAtOnce) {
      const part = receipts.slice(at, at + messagesAtOnce);
      // Of those that fail, the receipt is out of date: the message comes again, with another one.
      await this.#ask("DeleteMessageBatch", {
        Entries: part.map((receipt, i) => ({ Id: String(i), ReceiptHandle: receipt })),
      });
    }
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await (await pool)?.destroy();
  }

  async #ask(operation: string, request: object, signal?: AbortSignal): Promise<unknown> {
    const body = JSON.stringify({ QueueUrl: this.url, ...request });
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      let failure: S3Failure;
      try {
        return await this.#try(operation, body, signal);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        failure = failureOf(error);
      }
      if (attempt >= this.#client.settings.maxAttempts || !isPassing(failure)) {
        const reason = failure.code === failure.message ? failure.code : `${failure.code}, ${failure.message}`;
        throw sparkError("QUEUE_REQUEST_FAILED", { operation, queueUrl: this.url, reason }, { cause: failure });
      }
      await this.#clock.sleep(Math.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** attempt), signal);
    }
  }

  async #try(operation: string, body: string, signal: AbortSignal | undefined): Promise<unknown> {
    const { origin, protocol, hostname, host } = this.#endpoint;
    this.#signer ??= this.#makeSigner();
    const headers = { host, "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
    const signer = await this.#signer;
    const signed = await signer.sign({ method: "POST", protocol, hostname, path: "/", headers, body } as Parameters<
      SignatureV4["sign"]
    >[0]);
    this.#pool ??= import("undici").then(({ Pool }) => new Pool(origin, { connections: 8, pipelining: 1 }));
    const answer = await (await this.#pool).request({
      method: "POST",
      path: "/",
      headers: signed.headers,
      body,
      signal: signal ?? null,
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return text === "" ? {} : (JSON.parse(text) as unknown);
    throw failureOfAnswer(answer.statusCode, text);
  }

  async #makeSigner(): Promise<SignatureV4> {
    const region = this.#region ?? (await this.#client.region());
    return makeSigner(this.#client, { service: "sqs", region });
  }
}

function failureOfAnswer(status: number, text: string): S3Failure {
  const [code, message] = [/"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/, /"[mM]essage"\s*:\s*"([^"]*)"/].map(
    (pattern) => pattern.exec(text)?.[1],
  );
  return new S3Failure(code ?? `HTTP ${status}`, status, message ?? code ?? `HTTP ${status}`);
}

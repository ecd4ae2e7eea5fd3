import type { MessageQueue, QueueMessage } from "../../../storage/index.ts";
import type { ChangeWatch, Hints } from "./change-watch.ts";
import { createdObjects } from "./object-events.ts";

/** Requests for messages at once, while there are many. */
const mostRequests = 8;
/** Files told of and not taken up yet: beyond, the queue is the better place for their messages. */
const mostWaiting = 20_000;

/** The place in a bucket that a stream reads. */
export interface WatchedBucket {
  readonly bucket: string;
  /** What keys in messages begin with, and keys of the storage do not. */
  readonly prefix: string;
}

/** A message, until all files that it tells of are done. */
interface OpenMessage {
  receipt: string;
  readonly keys: Set<string>;
}

/**
 * Hears of new objects from a queue that S3 writes to. A message is deleted when its files are in committed batches: until then SQS hands
 * it out again, also to a query that is started again.
 */
export class QueueWatch implements ChangeWatch {
  readonly complete = true;
  readonly knowsPatterns = true;
  readonly #queue: MessageQueue;
  readonly #place: WatchedBucket;
  readonly #stop = new AbortController();
  readonly #receiving: Promise<void>;
  readonly #messages = new Map<string, OpenMessage>();
  /** Messages by the keys that they tell of. */
  readonly #byKey = new Map<string, Set<string>>();
  #keys = new Map<string, boolean>();
  #deleting: Promise<void> = Promise.resolve();
  #failure: unknown;
  #notUnderstood = 0;
  #onHint: () => void = () => {};
  #onTaken: () => void = () => {};

  constructor(queue: MessageQueue, place: WatchedBucket) {
    this.#queue = queue;
    this.#place = place;
    this.#receiving = this.#receive().catch((error: unknown) => this.#fail(error));
  }

  /** Messages that tell of no event of S3; they are left to the queue's own rules. */
  get notUnderstood(): number {
    return this.#notUnderstood;
  }

  watch(): void {}

  async takeHints(): Promise<Hints> {
    if (this.#failure !== undefined) throw this.#failure;
    const keys = this.#keys;
    this.#keys = new Map();
    this.#onTaken();
    return { keys, unknown: false };
  }

  onHint(callback: () => void): void {
    this.#onHint = callback;
    if (this.#keys.size > 0 || this.#failure !== undefined) callback();
  }

  done(keys: Iterable<string>): void {
    const receipts: string[] = [];
    for (const key of keys) {
      for (const id of this.#byKey.get(key) ?? []) {
        const message = this.#messages.get(id);
        message?.keys.delete(key);
        if (message?.keys.size !== 0) continue;
        this.#messages.delete(id);
        receipts.push(message.receipt);
      }
      this.#byKey.delete(key);
    }
    this.#delete(receipts);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#onTaken();
    await this.#receiving;
    await this.#deleting;
    await this.#queue.close();
  }

  async #receive(): Promise<void> {
    const { signal } = this.#stop;
    let requests = 1;
    while (!signal.aborted) {
      const parts = await Promise.all(Array.from({ length: requests }, () => this.#queue.receive(signal)));
      const messages = parts.flat();
      requests = messages.length >= requests * 10 ? mostRequests : 1;
      for (const message of messages) this.#take(message);
      if (this.#keys.size > 0) this.#onHint();
      while (this.#keys.size >= mostWaiting && !signal.aborted) {
        await new Promise<void>((resolve) => {
          this.#onTaken = resolve;
        });
      }
    }
  }

  #take({ id, receipt, body }: QueueMessage): void {
    const known = this.#messages.get(id);
    if (known !== undefined) {
      known.receipt = receipt;
      return;
    }
    const objects = createdObjects(body);
    if (objects === undefined) {
      this.#notUnderstood += 1;
      return;
    }
    const { bucket, prefix } = this.#place;
    const keys = objects
      .filter((object) => object.bucket === bucket && object.key.startsWith(prefix))
      .map(({ key }) => key.slice(prefix.length));
    if (keys.length === 0) {
      this.#delete([receipt]);
      return;
    }
    this.#messages.set(id, { receipt, keys: new Set(keys) });
    for (const key of keys) {
      const ids = this.#byKey.get(key);
      if (ids === undefined) this.#byKey.set(key, new Set([id]));
      else ids.add(id);
      this.#keys.set(key, true);
    }
  }

  /** Deletes messages beside the stream's work. */
  #delete(receipts: readonly string[]): void {
    if (receipts.length === 0) return;
    this.#deleting = this.#deleting
      .then(() => this.#queue.delete(receipts))
      .catch((error: unknown) => this.#fail(error));
  }

  /** What went wrong is told when the stream next asks. */
  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#failure ??= error;
    this.#onHint();
  }
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage, type RequestOptions } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SparkSession, type StreamingQuery } from "../../src/entry/index.ts";

/** A session with a dashboard, and a folder that a stream of it reads. */
export interface Shown extends AsyncDisposable {
  readonly spark: SparkSession;
  readonly url: string;
  readonly folder: string;
  /** Requests a path of the dashboard. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The JSON that a path gives; fails where the status is an error. */
  json<T>(path: string, init?: RequestInit): Promise<T>;
  /** Runs the totals by currency of what is {@link Shown.emit}ted, into a table of that name. */
  startTotals(name: string): Promise<StreamingQuery>;
  /** Writes transactions as one file. */
  emit(...transactions: readonly { readonly currency: string; readonly amount: number }[]): void;
}

/** @param settings - of the session, beside those of the dashboard */
export async function openDashboard(settings: Readonly<Record<string, string>> = {}): Promise<Shown> {
  const home = mkdtempSync(join(tmpdir(), "millrace-dashboard-"));
  const folder = mkdtempSync(join(home, "in-"));
  const spark = await SparkSession.builder
    .appName("dashboard test")
    .config({ "spark.ui.enabled": "true", "spark.ui.port": "0", "spark.millrace.home": home, ...settings })
    .config("spark.sql.session.timeZone", "UTC")
    .create();
  const url = spark.uiWebUrl!;
  const send = (path: string, init?: RequestInit) => fetch(url + path, init);
  let files = 0;
  return {
    spark,
    url,
    folder,
    fetch: send,
    async json<T>(path: string, init?: RequestInit) {
      const response = await send(path, init);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    startTotals: (name) =>
      spark.readStream
        .schema("currency STRING, amount BIGINT")
        .json(folder)
        .groupBy("currency")
        .agg({ amount: "sum", "*": "count" })
        .writeStream.format("memory")
        .outputMode("complete")
        .queryName(name)
        .start(),
    emit(...transactions) {
      files += 1;
      writeFileSync(join(folder, `tr${files}.json`), transactions.map((row) => JSON.stringify(row)).join("\n"));
    },
    async [Symbol.asyncDispose]() {
      await spark.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** JSON to be sent. */
export const posted = (body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** A request with headers that `fetch` does not let a program set, such as `Host`. */
export function rawGet(url: string, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, options, (response) => {
      response.resume();
      resolve(response);
    }).on("error", reject);
  });
}

/** A server-sent event. */
export interface SentEvent {
  readonly name: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what they expect
  readonly data: any;
}

/** Reads server-sent events one by one. */
export class EventReader implements AsyncDisposable {
  readonly #abort = new AbortController();
  readonly #reader: Promise<ReadableStreamDefaultReader<Uint8Array>>;
  readonly #decoder = new TextDecoder();
  #text = "";
  /** The newest id. */
  lastId: string | undefined;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#reader = fetch(url, { headers, signal: this.#abort.signal }).then(({ body }) => body!.getReader());
  }

  /** Resolves when the server has taken the request. */
  async opened(): Promise<this> {
    while (this.lastId === undefined) await this.#more();
    return this;
  }

  /** The next event with a name, and for which a test holds; others are passed over. */
  async next(name: string, accept: (data: SentEvent["data"]) => boolean = () => true): Promise<SentEvent> {
    for (;;) {
      const event = await this.any();
      if (event.name === name && accept(event.data)) return event;
    }
  }

  /** The next event. */
  async any(): Promise<SentEvent> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end === -1) {
        await this.#more();
        continue;
      }
      const event = this.#parse(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 2);
      if (event !== undefined) return event;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#reader.catch(() => undefined);
  }

  async #more(): Promise<void> {
    const { value, done } = await (await this.#reader).read();
    if (done) throw new Error("the events have ended");
    this.#text += this.#decoder.decode(value, { stream: true });
    const greeting = /^retry: \d+\nid: (.*)\n\n/.exec(this.#text);
    if (greeting !== null) {
      this.lastId = greeting[1];
      this.#text = this.#text.slice(greeting[0].length);
    }
  }

  #parse(text: string): SentEvent | undefined {
    const fields = new Map(text.split("\n").map((line) => [line.split(": ")[0], line.slice(line.indexOf(": ") + 2)]));
    const [name, id, data] = [fields.get("event"), fields.get("id"), fields.get("data")];
    if (name === undefined || data === undefined) return undefined;
    this.lastId = id ?? this.lastId;
    return { name, id, data: JSON.parse(data) };
  }
}

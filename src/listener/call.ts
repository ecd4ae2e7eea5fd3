import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import {
  create,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { parseTimeout, setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { CallContext, implementationOf, MAX_NESTING, SparkConnectService } from "../protocol/index.ts";
import { AnswerWriter } from "./answer-writer.ts";
import type { ListenLimits } from "./options.ts";
import { type ArrivingBytes, prefixBytes, RequestReader } from "./request-messages.ts";

/** What the listener serves. */
export type Service = Partial<ServiceImpl<typeof SparkConnectService>>;

const contentType = "application/grpc+proto";
/** No call may take longer, whatever time its client grants it; in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** A status without an answer, in one frame. */
export const statusHeaders = (code: Code, message: string): Record<string, string | number> => ({
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-status": code,
  // Half of a surrogate pair cannot be escaped.
  "grpc-message": encodeURIComponent(message.replaceAll(/\p{Surrogate}/gu, "\uFFFD")),
});

/** One call that was let in: from its request to its status. */
export class Call {
  readonly #stream: ServerHttp2Stream;
  readonly #limits: ListenLimits;
  readonly #writer: AnswerWriter;
  #context: CallContext | undefined;
  #answerTimer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(stream: ServerHttp2Stream, limits: ListenLimits) {
    this.#stream = stream;
    this.#limits = limits;
    this.#writer = new AnswerWriter(stream, contentType);
    stream.once("close", () => {
      if (this.#over) return;
      this.#over = true;
      this.#context?.abort(new ConnectError("the client has gone away", Code.Canceled));
    });
  }

  /**
   * Has the call answered: each message is decoded and handed to the service, each answer encoded. Connect's own handlers take several
   * times the time of a small call. Never throws: what fails becomes the call's status.
   */
  async run(
    method: DescMethod,
    service: Service,
    headers: IncomingHttpHeaders,
    arriving: ArrivingBytes,
  ): Promise<void> {
    const reader = new RequestReader(this.#stream, this.#limits, arriving);
    try {
      const context = this.#begin(method, headers);
      switch (method.methodKind) {
        case "unary": {
          const request = await this.#only(method, reader);
          this.#expectAnswer();
          await this.#send(method, await implementationOf(service, method, "unary")(request, context));
          break;
        }
        case "server_streaming": {
          const request = await this.#first(method, reader);
          reader.close();
          const answers = implementationOf(service, method, "server_streaming")(request, context);
          if (!(await this.#sendAll(method, answers))) return;
          break;
        }
        case "client_streaming": {
          const requests = this.#requests(method, reader);
          await this.#send(method, await implementationOf(service, method, "client_streaming")(requests, context));
          break;
        }
        case "bidi_streaming": {
          const answers = implementationOf(service, method, "bidi_streaming")(this.#requests(method, reader), context);
          if (!(await this.#sendAll(method, answers))) return;
        }
      }
      if (this.#over) return;
      this.#over = true;
      this.#writer.finish({ "grpc-status": 0 });
    } catch (error) {
      this.#fail(ConnectError.from(error, Code.Internal));
    } finally {
      reader.close();
      this.#context?.release();
      clearTimeout(this.#answerTimer);
    }
  }

  /** Ends the call with a status, whatever it is at. */
  end(error: ConnectError): void {
    if (this.#over) return;
    this.#context?.abort(error);
    this.#fail(error);
  }

  /** @throws ConnectError where the headers ask for what there is not */
  #begin(method: DescMethod, headers: IncomingHttpHeaders): CallContext {
    const { timeoutMs, error } = parseTimeout(text(headers["grpc-timeout"]) ?? null, longestMs);
    if (error !== undefined) throw error;
    const encoding = text(headers["grpc-encoding"]) ?? "identity";
    if (encoding !== "identity")
      throw new ConnectError(`messages are not taken compressed, as ${encoding}`, Code.Unimplemented);
    this.#context = new CallContext({
      service: SparkConnectService,
      method,
      timeoutMs,
      expire: (late) => this.end(late),
      get header() {
        return plainHeaders(headers);
      },
    });
    return this.#context;
  }

  #fail(error: ConnectError): void {
    if (this.#over) return;
    this.#over = true;
    const trailers = new Headers();
    setTrailerStatus(trailers, error);
    this.#writer.finish(Object.fromEntries(trailers));
  }

  /** @throws ConnectError UNIMPLEMENTED where the client sends none or several, as gRPC has it */
  async #only<Method extends DescMethod>(
    method: Method,
    reader: RequestReader,
  ): Promise<MessageShape<Method["input"]>> {
    const request = await this.#first(method, reader);
    if ((await reader.next()) !== undefined) throw takesOne(method, "");
    return request;
  }

  async #first<Method extends DescMethod>(
    method: Method,
    reader: RequestReader,
  ): Promise<MessageShape<Method["input"]>> {
    const bytes = await reader.next();
    if (bytes === undefined) throw takesOne(method, " and got none");
    return decoded(method, bytes);
  }

  async *#requests<Method extends DescMethod>(
    method: Method,
    reader: RequestReader,
  ): AsyncGenerator<MessageShape<Method["input"]>> {
    for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next())
      yield decoded(method, bytes);
    if (method.methodKind === "client_streaming") this.#expectAnswer();
  }

  /** The request is there: from now on the time for a single answer runs. */
  #expectAnswer(): void {
    if (this.#over) return;
    const { answerMs } = this.#limits;
    this.#answerTimer = setTimeout(() => {
      this.end(new ConnectError(`no answer within ${answerMs / 1000} seconds`, Code.DeadlineExceeded));
    }, answerMs);
  }

  /** @returns false where the client takes no more answers */
  async #sendAll<Method extends DescMethod>(
    method: Method,
    answers: AsyncIterable<MessageInitShape<Method["output"]>>,
  ): Promise<boolean> {
    for await (const answer of answers) {
      if (!(await this.#send(method, answer))) return false;
    }
    return true;
  }

  /** @returns false where the client takes no more answers */
  async #send<Method extends DescMethod>(method: Method, answer: MessageInitShape<Method["output"]>): Promise<boolean> {
    if (!this.#isOpen) return false;
    const output: Method["output"] = method.output;
    const message = toBinary(output, create(output, answer));
    if (message.length > this.#limits.messageBytes) {
      throw new ConnectError(
        `an answer of ${message.length} bytes; the most that is sent is ${this.#limits.messageBytes}`,
        Code.ResourceExhausted,
      );
    }
    await this.#writer.send(message);
    return this.#isOpen;
  }

  get #isOpen(): boolean {
    return !this.#over && this.#writer.isOpen;
  }
}

const takesOne = ({ name }: DescMethod, but: string) =>
  new ConnectError(`${name} takes one message${but}`, Code.Unimplemented);

/** @throws ConnectError INTERNAL for bytes that are no such message */
function decoded<Method extends DescMethod>({ input }: Method, bytes: Uint8Array): MessageShape<Method["input"]> {
  if (bytes[0] !== 0) throw new ConnectError("a message has a flag that its call has not announced", Code.Internal);
  try {
    return fromBinary<Method["input"]>(input, bytes.subarray(prefixBytes), { recursionLimit: MAX_NESTING });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectError(`parse binary: ${reason}`, Code.Internal, undefined, undefined, cause);
  }
}

const text = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const plainHeaders = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    name.startsWith(":") || value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );

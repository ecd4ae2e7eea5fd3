import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { SparkConnectService } from "../protocol/index.ts";
import { hangUp } from "./answer-writer.ts";
import { Call, type Service, statusHeaders } from "./call.ts";
import { OpenSet } from "./open-set.ts";
import type { ListenLimits } from "./options.ts";
import { ArrivingBytes } from "./request-messages.ts";
import type { TokenCheck } from "./token.ts";

const contentType = /^application\/grpc(\+proto)?(;|$)/i;

/**
 * Lets calls in or refuses them, by their headers alone.
 *
 * A page in a browser gets nowhere, be it that its name was made to lead to this address: browsers speak HTTP/2 over TLS only, so one in the
 * clear is out of their reach. Over TLS the certificate has to fit the name, and `application/grpc` is a content type for which
 * they ask with OPTIONS before, which is refused. So the name in `:authority` need not be looked at.
 */
export class Calls {
  readonly #methods: ReadonlyMap<string, DescMethod>;
  readonly #service: Service;
  readonly #limits: ListenLimits;
  readonly #letsIn: TokenCheck;
  readonly #arriving: ArrivingBytes;
  readonly #open = new OpenSet<Call>();

  constructor(service: Service, letsIn: TokenCheck, limits: ListenLimits) {
    const { methods, typeName } = SparkConnectService;
    const served = methods.filter(({ localName }) => localName in service);
    this.#methods = new Map(served.map((method) => [`/${typeName}/${method.name}`, method]));
    this.#service = service;
    this.#limits = limits;
    this.#letsIn = letsIn;
    this.#arriving = new ArrivingBytes(limits.arrivingBytes);
  }

  /** Takes a new stream. @returns whether it was let in */
  accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    // A stream that the client resets, or that dies with its connection, says so as an error too; what follows from it comes by "close".
    stream.on("error", () => undefined);
    if (stream.destroyed) return false;
    const refuse = (status: Record<string, string | number>): false => {
      stream.respond(status, { endStream: true });
      hangUp(stream);
      return false;
    };
    if (!contentType.test(headers["content-type"] ?? "")) return refuse({ ":status": 415 });
    if (headers[":method"] !== "POST") return refuse({ ":status": 405, allow: "POST" });
    if (!this.#letsIn(headers.authorization)) {
      const how = headers.authorization === undefined ? "the call has no token" : "the token of the call is not right";
      return refuse(statusHeaders(Code.Unauthenticated, how));
    }
    const method = this.#methods.get(headers[":path"] ?? "");
    if (method === undefined) {
      refuse(statusHeaders(Code.Unimplemented, `there is no method ${headers[":path"]}`));
      return true;
    }
    const call = new Call(stream, this.#limits);
    this.#open.add(call);
    stream.once("close", () => this.#open.delete(call));
    void call.run(method, this.#service, headers, this.#arriving);
    return true;
  }

  /** Waits for the calls that run, and cuts off those that take longer. */
  async end(graceMs: number): Promise<void> {
    await this.#open.emptied(graceMs);
    // Not UNAVAILABLE, which would have clients try again: their sessions are gone.
    const error = new ConnectError("the server is shutting down", Code.Aborted);
    for (const call of this.#open) call.end(error);
  }
}

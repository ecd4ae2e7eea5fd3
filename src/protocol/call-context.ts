import { Code, ConnectError, createContextValues, type HandlerContext } from "@connectrpc/connect";

/** Why the signal of a call that is over is aborted. Made once: without a reason each abort makes an exception of its own, stack and all. */
const over = new ConnectError("the call is over", Code.Canceled);

/** What a caller says of a call beside its message. */
export interface CallInit extends Pick<HandlerContext, "service" | "method"> {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
  readonly header: ConstructorParameters<typeof Headers>[0];
  readonly contextValues: HandlerContext["values"] | undefined;
}

/**
 * The context of a call within the process. Headers are made when somebody asks for them: Node loads its HTTP client for the first one,
 * which takes longer than many a call.
 */
export class CallContext implements HandlerContext {
  readonly service: HandlerContext["service"];
  readonly method: HandlerContext["method"];
  readonly values: HandlerContext["values"];
  readonly signal: AbortSignal;
  readonly protocolName = "direct";
  readonly requestMethod = "POST";
  readonly #init: CallInit;
  readonly #abort = new AbortController();
  readonly #deadline: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #headers: { readonly request: Headers; readonly response: Headers; readonly trailer: Headers } | undefined;

  constructor(init: CallInit) {
    this.#init = init;
    this.service = init.service;
    this.method = init.method;
    this.values = init.contextValues ?? createContextValues();
    this.signal = this.#abort.signal;
    if (init.timeoutMs !== undefined) {
      this.#deadline = Date.now() + init.timeoutMs;
      const expire = () => this.abort(new ConnectError("the operation timed out", Code.DeadlineExceeded));
      this.#timer = setTimeout(expire, init.timeoutMs);
    }
    if (init.signal?.aborted) this.#follow();
    else init.signal?.addEventListener("abort", this.#follow, { once: true });
  }

  get url(): string {
    return `direct:/${this.service.typeName}/${this.method.name}`;
  }

  get requestHeader(): Headers {
    return this.#allHeaders.request;
  }

  get responseHeader(): Headers {
    return this.#allHeaders.response;
  }

  get responseTrailer(): Headers {
    return this.#allHeaders.trailer;
  }

  readonly timeoutMs = (): number | undefined => this.#deadline && this.#deadline - Date.now();

  /** Ends the call for its implementation; also called when the call is over, to let go of what it held. */
  abort(reason: unknown = over): void {
    clearTimeout(this.#timer);
    this.#init.signal?.removeEventListener("abort", this.#follow);
    this.#abort.abort(reason);
  }

  readonly #follow = (): void => this.abort(this.#init.signal?.reason);

  get #allHeaders() {
    this.#headers ??= { request: new Headers(this.#init.header), response: new Headers(), trailer: new Headers() };
    return this.#headers;
  }
}

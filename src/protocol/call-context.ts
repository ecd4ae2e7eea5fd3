import { Code, ConnectError, createContextValues, type HandlerContext } from "@connectrpc/connect";

/** Why the signal of a call that is over is aborted. Made once: without a reason each abort makes an exception of its own, stack and all. */
const over = new ConnectError("the call is over", Code.Canceled);

/** What a caller says of a call beside its message. */
export interface CallInit extends Pick<HandlerContext, "service" | "method"> {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Ends the call when its time is up; where absent, only the signal is aborted. */
  readonly expire?: (error: ConnectError) => void;
  /** Read when somebody asks for it, if ever. */
  readonly header?: ConstructorParameters<typeof Headers>[0];
  readonly contextValues?: HandlerContext["values"] | undefined;
}

/**
 * The context of a call within the process. Headers and the signal are made when somebody asks for them: Node loads its HTTP client for
 * the first headers, and a signal takes longer than all else of a small call.
 */
export class CallContext implements HandlerContext {
  readonly service: HandlerContext["service"];
  readonly method: HandlerContext["method"];
  readonly protocolName = "direct";
  readonly requestMethod = "POST";
  readonly #init: CallInit;
  #abort: AbortController | undefined;
  #ended: { readonly reason: unknown } | undefined;
  #values: HandlerContext["values"] | undefined;
  readonly #deadline: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #headers: { readonly request: Headers; readonly response: Headers; readonly trailer: Headers } | undefined;

  constructor(init: CallInit) {
    this.#init = init;
    this.service = init.service;
    this.method = init.method;
    if (init.timeoutMs !== undefined) {
      this.#deadline = Date.now() + init.timeoutMs;
      this.#timer = setTimeout(() => {
        const error = new ConnectError("the operation timed out", Code.DeadlineExceeded);
        if (init.expire === undefined) this.abort(error);
        else init.expire(error);
      }, init.timeoutMs);
    }
    if (init.signal?.aborted) this.#follow();
    else init.signal?.addEventListener("abort", this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#ended !== undefined) this.#abort.abort(this.#ended.reason);
    }
    return this.#abort.signal;
  }

  get values(): HandlerContext["values"] {
    this.#values ??= this.#init.contextValues ?? createContextValues();
    return this.#values;
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
    this.release();
    this.#ended ??= { reason };
    this.#abort?.abort(reason);
  }

  /** Lets go of what the call held: it has been answered. */
  release(): void {
    clearTimeout(this.#timer);
    this.#init.signal?.removeEventListener("abort", this.#follow);
  }

  readonly #follow = (): void => this.abort(this.#init.signal?.reason);

  get #allHeaders() {
    this.#headers ??= { request: new Headers(this.#init.header), response: new Headers(), trailer: new Headers() };
    return this.#headers;
  }
}

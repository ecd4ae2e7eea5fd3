import {
  create,
  type DescMessage,
  type DescService,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl, type Transport } from "@connectrpc/connect";
import { CallContext } from "./call-context.ts";
import { implementationOf } from "./implementation.ts";
import { firstOf, only } from "./single-message.ts";

/**
 * A transport within one process: calls the implementation of a service itself, with the messages as they are. Nothing is
 * serialized, so neither side may change a message that it has sent or received. Errors reach the caller as the objects
 * that the implementation threw.
 *
 * Connect-ES clients do not tell a service that they left its stream early: pass them a signal and abort it.
 */
export function directTransport<Service extends DescService>(
  service: Service,
  implementation: Partial<ServiceImpl<Service>>,
): Transport {
  return {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const context = new CallContext({ service, method, signal, timeoutMs, header, contextValues });
      try {
        const run = implementationOf(implementation, method, "unary");
        const answer = await unlessAborted(context.signal, () => run(create(method.input, input), context));
        return Object.assign(headersOf(context), {
          stream: false as const,
          service,
          method,
          message: create(method.output, answer),
        });
      } finally {
        context.abort();
      }
    },

    async stream(method, signal, timeoutMs, header, input, contextValues) {
      type Output = typeof method.output;
      const context = new CallContext({ service, method, signal, timeoutMs, header, contextValues });
      const requests = messagesOf(method.input, input);
      const run = async (): Promise<AsyncIterable<MessageInitShape<Output>>> => {
        switch (method.methodKind) {
          case "server_streaming":
            return implementationOf(implementation, method, "server_streaming")(await requestOf(requests), context);
          case "client_streaming":
            return only(implementationOf(implementation, method, "client_streaming")(requests, context));
          case "bidi_streaming":
            return implementationOf(implementation, method, "bidi_streaming")(requests, context);
        }
      };
      const message = responses(method.output, run, context);
      return Object.assign(headersOf(context), { stream: true as const, service, method, message });
    },
  };
}

/** Headers of an answer; most callers never look. */
const headersOf = (context: CallContext) => ({
  get header() {
    return context.responseHeader;
  },
  get trailer() {
    return context.responseTrailer;
  },
});

/** What the implementation yields, until it ends, fails or the call is aborted; runs it from the first read on. */
async function* responses<Output extends DescMessage>(
  output: Output,
  run: () => Promise<AsyncIterable<MessageInitShape<Output>>>,
  context: CallContext,
): AsyncGenerator<MessageShape<Output>> {
  try {
    const iterator = (await unlessAborted(context.signal, run))[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await unlessAborted(context.signal, () => iterator.next());
        if (next.done) return;
        yield create(output, next.value);
      }
    } finally {
      // Lets the implementation clean up. It may sit in an await that ignores the abort, so nobody waits for it; what it
      // throws here, after the call has ended, has no one to go to.
      iterator.return?.().then(undefined, () => undefined);
    }
  } finally {
    context.abort();
  }
}

async function* messagesOf<Desc extends DescMessage>(
  desc: Desc,
  inits: AsyncIterable<MessageInitShape<Desc>>,
): AsyncGenerator<MessageShape<Desc>> {
  for await (const init of inits) yield create(desc, init);
}

async function requestOf<T>(requests: AsyncIterable<T>): Promise<T> {
  const request = await firstOf(requests);
  if (request !== undefined) return request;
  throw new ConnectError("the request of a server-streaming method is missing", Code.InvalidArgument);
}

/** Starts `work` and settles as it does, or fails at once when the signal is aborted, as a call over the network would. */
async function unlessAborted<T>(signal: AbortSignal, work: () => T | PromiseLike<T>): Promise<T> {
  if (signal.aborted) throw abortError(signal);
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const abortError = (signal: AbortSignal) => ConnectError.from(signal.reason, Code.Canceled);

import type {
  DescMessage,
  DescMethod,
  DescMethodStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { type CallOptions, type Client, Code, ConnectError, type Transport } from "@connectrpc/connect";
import { firstOf, only } from "./single-message.ts";

/**
 * A client of a service, as Connect's `createClient` makes one. Connect's streams are compiled for engines without asynchronous generators,
 * into functions that each call makes anew; V8 lets go of such a function, and of all that it sees, at the next full collection only. Within
 * one process that is most of what a small call leaves behind.
 */
export function serviceClient<Service extends DescService>(service: Service, transport: Transport): Client<Service> {
  const methods = service.methods.map((method) => [method.localName, callerOf(method, transport)] as const);
  return Object.fromEntries(methods) as Client<Service>;
}

type Request = MessageInitShape<DescMessage>;

function callerOf(method: DescMethod, transport: Transport): unknown {
  const stream = (requests: AsyncIterable<Request>, options?: CallOptions) =>
    streamed(transport, method as DescMethodStreaming, requests, options);
  switch (method.methodKind) {
    case "unary":
      return (request: Request, options?: CallOptions) =>
        answered(transport, method as DescMethodUnary, request, options);
    case "server_streaming":
      return (request: Request, options?: CallOptions) => stream(only(request), options);
    case "client_streaming":
      return async (requests: AsyncIterable<Request>, options?: CallOptions) => {
        const answer = await firstOf(stream(requests, options));
        if (answer === undefined) throw new ConnectError(`${method.localName} was not answered`, Code.Unimplemented);
        return answer;
      };
    case "bidi_streaming":
      return stream;
  }
}

async function answered(
  transport: Transport,
  method: DescMethodUnary,
  request: Request,
  { signal, timeoutMs, headers, contextValues, onHeader, onTrailer }: CallOptions = {},
): Promise<MessageShape<DescMessage>> {
  const answer = await transport.unary(method, signal, timeoutMs, headers, request, contextValues);
  onHeader?.(answer.header);
  onTrailer?.(answer.trailer);
  return answer.message;
}

async function* streamed(
  transport: Transport,
  method: DescMethodStreaming,
  requests: AsyncIterable<Request>,
  { signal, timeoutMs, headers, contextValues, onHeader, onTrailer }: CallOptions = {},
): AsyncGenerator<MessageShape<DescMessage>> {
  const answer = await transport.stream(method, signal, timeoutMs, headers, requests, contextValues);
  onHeader?.(answer.header);
  yield* answer.message;
  onTrailer?.(answer.trailer);
}

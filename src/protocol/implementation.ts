import type { DescMessage, DescMethod, DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";

/** How a service carries out a method, by the kind of the method. */
interface Implementations<I extends DescMessage, O extends DescMessage> {
  readonly unary: (
    request: MessageShape<I>,
    context: HandlerContext,
  ) => Promise<MessageInitShape<O>> | MessageInitShape<O>;
  readonly server_streaming: (request: MessageShape<I>, context: HandlerContext) => AsyncIterable<MessageInitShape<O>>;
  readonly client_streaming: (
    requests: AsyncIterable<MessageShape<I>>,
    context: HandlerContext,
  ) => Promise<MessageInitShape<O>>;
  readonly bidi_streaming: (
    requests: AsyncIterable<MessageShape<I>>,
    context: HandlerContext,
  ) => AsyncIterable<MessageInitShape<O>>;
}

/**
 * The function of a service that carries out a method; generated code ties its shape to the kind of the method.
 *
 * @param _kind - that of the method
 * @throws ConnectError UNIMPLEMENTED where the service has none
 */
export function implementationOf<Kind extends DescMethod["methodKind"], I extends DescMessage, O extends DescMessage>(
  implementation: Partial<ServiceImpl<DescService>>,
  { localName, parent }: DescMethod & { readonly input: I; readonly output: O },
  _kind: Kind,
): Implementations<I, O>[Kind] {
  const run: unknown = implementation[localName];
  if (typeof run !== "function")
    throw new ConnectError(`${parent.typeName} has no implementation of ${localName}`, Code.Unimplemented);
  return run.bind(implementation) as Implementations<I, O>[Kind];
}

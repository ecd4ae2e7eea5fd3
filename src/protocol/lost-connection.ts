import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

/**
 * Tells calls that the connection failed from calls that the server refused: the former fail as UNAVAILABLE, as in other gRPC clients,
 * whatever the network said. Node reports a cut connection now as a cancelled call, now as an aborted one or as an internal error.
 */
export const withLostConnections: Interceptor = (next) => async (request) => {
  const told = (error: unknown) =>
    !request.signal.aborted && isLostConnection(error)
      ? new ConnectError(error.rawMessage, Code.Unavailable, error.metadata, undefined, error)
      : error;
  try {
    const response = await next(request);
    return response.stream ? { ...response, message: mapErrors(response.message, told) } : response;
  } catch (error) {
    throw told(error);
  }
};

async function* mapErrors<T>(messages: AsyncIterable<T>, map: (error: unknown) => unknown): AsyncGenerator<T> {
  try {
    yield* messages;
  } catch (error) {
    throw map(error);
  }
}

/** Texts of the transport for a stream that ended without the trailers in which a server says how the call went. */
const CUT = /^(http\/2 stream closed with error code|protocol error: missing status)/;

function isLostConnection(error: unknown): error is ConnectError {
  // Whatever a server says of a call comes with this.
  if (!(error instanceof ConnectError) || error.metadata.has("grpc-status")) return false;
  switch (error.code) {
    case Code.Canceled:
    case Code.Aborted:
      return true;
    case Code.Internal:
      return CUT.test(error.rawMessage) || error.cause instanceof Error;
    default:
      return CUT.test(error.rawMessage);
  }
}

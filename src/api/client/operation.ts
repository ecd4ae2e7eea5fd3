import { Code, ConnectError } from "@connectrpc/connect";
import { sparkError } from "../../common/index.ts";
import type { ExecutePlanResponse } from "../../protocol/index.ts";
import type { Retries } from "./retry.ts";

/** How an operation on a server is started, and taken up again. */
export interface OperationCalls {
  start(): AsyncIterable<ExecutePlanResponse>;
  /** Goes on after a response, or from the first one on. */
  reattach(lastResponseId: string | undefined): AsyncIterable<ExecutePlanResponse>;
}

/**
 * The messages of an operation until it is complete. A stream that ends early, or a connection that is lost, is taken up again where it
 * stopped.
 *
 * @throws SparkRuntimeException RESPONSE_ALREADY_RECEIVED where the server has forgotten what is left of the results
 */
export async function* wholeOperation(
  calls: OperationCalls,
  retries: Retries,
): AsyncGenerator<ExecutePlanResponse, void, void> {
  let lastResponseId: string | undefined;
  let responses = calls.start();
  for (;;) {
    try {
      for await (const response of responses) {
        retries.reset();
        lastResponseId = response.responseId;
        yield response;
        if (response.responseType.case === "resultComplete") return;
      }
      // The server ends long streams in order, so that the client comes again.
    } catch (error) {
      const missing = missingHandle(error);
      if (missing !== undefined) {
        if (lastResponseId !== undefined)
          throw sparkError("RESPONSE_ALREADY_RECEIVED", { error_type: missing }, { cause: error });
        // The request never got there.
        if (!retries.now()) throw error;
        responses = calls.start();
        continue;
      }
      const isLate = error instanceof ConnectError && error.code === Code.DeadlineExceeded;
      if (!(isLate ? retries.now() : await retries.next(error))) throw error;
    }
    responses = calls.reattach(lastResponseId);
  }
}

/** What a server says that does not know the operation. */
const missingHandle = (error: unknown): string | undefined =>
  error instanceof ConnectError
    ? /INVALID_HANDLE\.(?:OPERATION|SESSION)_NOT_FOUND/.exec(error.rawMessage)?.[0]
    : undefined;

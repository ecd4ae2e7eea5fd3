import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { OperationCancelledException, randomId } from "../common/index.ts";
import type { SparkConnectService } from "../protocol/index.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { toConnectError } from "./errors/index.ts";
import { sparkConnectService } from "./service.ts";
import type { SessionRequest } from "./sessions.ts";

/**
 * Spark Connect for clients in other processes: errors become gRPC statuses with the details that Spark's clients look for, and what a
 * client has left behind without a word is ended in time.
 */
export function remoteService(engine: EmbeddedEngine): ServiceImpl<typeof SparkConnectService> {
  const service = sparkConnectService(engine);
  engine.sessions.startReaping();

  const statusOf = (error: unknown, request: SessionRequest | undefined) => {
    // Without details: for those, PySpark would first ask a server that is gone, and again and again.
    if (engine.sessions.isClosed && error instanceof OperationCancelledException) {
      return new ConnectError("the server is shutting down", Code.Aborted);
    }
    const errorId = randomId();
    if (request !== undefined) engine.sessions.peek(request)?.errors.remember(errorId, error);
    return toConnectError(error, { errorId });
  };

  const unary =
    <Request extends SessionRequest, Response>(
      run: (request: Request, context: HandlerContext) => Response | Promise<Response>,
    ) =>
    async (request: Request, context: HandlerContext): Promise<Response> => {
      try {
        return await run(request, context);
      } catch (error) {
        throw statusOf(error, request);
      }
    };

  const streaming = <Request extends SessionRequest, Response>(
    run: (request: Request, context: HandlerContext) => AsyncIterable<Response>,
  ) =>
    async function* (request: Request, context: HandlerContext): AsyncGenerator<Response> {
      try {
        yield* run(request, context);
      } catch (error) {
        throw statusOf(error, request);
      }
    };

  return {
    executePlan: streaming(service.executePlan),
    reattachExecute: streaming(service.reattachExecute),
    releaseExecute: unary(service.releaseExecute),
    analyzePlan: unary(service.analyzePlan),
    config: unary(service.config),
    artifactStatus: unary(service.artifactStatus),
    interrupt: unary(service.interrupt),
    getStatus: unary(service.getStatus),
    fetchErrorDetails: unary(service.fetchErrorDetails),
    cloneSession: unary(service.cloneSession),
    releaseSession: unary(service.releaseSession),
    async addArtifacts(requests, context) {
      let first: SessionRequest | undefined;
      const seen = async function* () {
        for await (const request of requests) {
          first ??= request;
          yield request;
        }
      };
      try {
        return await service.addArtifacts(seen(), context);
      } catch (error) {
        throw statusOf(error, first);
      }
    },
  };
}

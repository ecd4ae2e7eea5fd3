import type { ServiceImpl } from "@connectrpc/connect";
import { randomId, sparkError } from "../common/index.ts";
import {
  InterruptRequest_InterruptType as InterruptType,
  type SparkConnectService,
  type UserContext,
} from "../protocol/index.ts";
import { analyzePlan } from "./analyze-plan.ts";
import { runConfig } from "./config.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { executePlan } from "./execute-plan.ts";
import type { ServerSession } from "./session.ts";

/** What names a session in every request. */
interface SessionRequest {
  readonly sessionId: string;
  readonly userContext?: UserContext | undefined;
  readonly clientObservedServerSideSessionId?: string | undefined;
}

/**
 * Spark Connect on the embedded engine. Requests and answers are messages of the protocol, rows are Arrow; errors are SparkExceptions,
 * which a listener on the network turns into statuses and the in-process transport hands on as they are.
 */
export function sparkConnectService(engine: EmbeddedEngine): Partial<ServiceImpl<typeof SparkConnectService>> {
  const sessionOf = (request: SessionRequest): ServerSession =>
    engine.session(request.userContext?.userId ?? "", request.sessionId, request.clientObservedServerSideSessionId);
  const envelope = (session: ServerSession) => ({ sessionId: session.id, serverSideSessionId: session.serverSideId });

  return {
    async *executePlan(request, context) {
      const session = sessionOf(request);
      const operationId = request.operationId ?? randomId();
      const common = () => ({ ...envelope(session), operationId, responseId: randomId() });
      const responses = session.operations.run(request, operationId, context.signal, (operation) =>
        executePlan(request, session, operation),
      );
      for await (const response of responses) yield { ...common(), ...response };
      yield { ...common(), responseType: { case: "resultComplete", value: {} } };
    },

    async analyzePlan(request) {
      const session = sessionOf(request);
      return { ...envelope(session), result: await analyzePlan(request, session) };
    },

    async config(request) {
      const session = sessionOf(request);
      return { ...envelope(session), pairs: runConfig(request, session.settings) };
    },

    async interrupt(request) {
      const session = sessionOf(request);
      const { interrupt } = request;
      const which = (): { tag?: string; id?: string } => {
        switch (request.interruptType) {
          case InterruptType.ALL:
            return {};
          case InterruptType.TAG:
            if (interrupt.case === "operationTag") return { tag: interrupt.value };
            break;
          case InterruptType.OPERATION_ID:
            if (interrupt.case === "operationId") return { id: interrupt.value };
            break;
        }
        throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", {
          message: "an interrupt that does not say what to stop",
        });
      };
      return { ...envelope(session), interruptedIds: session.operations.interrupt(which()) };
    },

    async releaseSession(request) {
      const session = await engine.releaseSession(request.userContext?.userId ?? "", request.sessionId);
      return { sessionId: request.sessionId, serverSideSessionId: session?.serverSideId ?? "" };
    },
  };
}

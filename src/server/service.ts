import type { ServiceImpl } from "@connectrpc/connect";
import { randomId, sparkError } from "../common/index.ts";
import {
  type InterruptRequest,
  InterruptRequest_InterruptType as InterruptType,
  GetStatusResponse_OperationStatus_OperationState as OperationState,
  type SparkConnectService,
} from "../protocol/index.ts";
import { analyzePlan } from "./analyze-plan.ts";
import { addArtifacts, artifactStatus } from "./artifacts/index.ts";
import { runConfig } from "./config.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { errorDetails } from "./errors/index.ts";
import { executePlan } from "./execute-plan.ts";
import type { ServerSession } from "./session.ts";
import { tooComplex } from "./too-complex.ts";

/**
 * Spark Connect on the embedded engine. Requests and answers are messages of the protocol, rows are Arrow; errors are SparkExceptions, which
 * the in-process transport hands on as they are, and {@link remoteService} turns into statuses.
 */
export function sparkConnectService(engine: EmbeddedEngine): ServiceImpl<typeof SparkConnectService> {
  const { sessions } = engine;
  const envelope = (session: ServerSession) => session.envelope;

  return {
    executePlan(request, context) {
      const session = sessions.open(request);
      return session.operations.execute(request, context.signal, (operation) =>
        executePlan(request, session, operation),
      );
    },

    reattachExecute({ operationId, lastResponseId, ...request }, context) {
      return sessions.find(request).operations.reattach(operationId, lastResponseId, context.signal);
    },

    async releaseExecute({ operationId, release, ...request }) {
      const session = sessions.find(request);
      if (release.case === undefined) throw malformed("a ReleaseExecute that does not say what");
      const known = session.operations.release(
        operationId,
        release.case === "releaseUntil" ? release.value.responseId : undefined,
      );
      return { ...envelope(session), ...(known && { operationId }) };
    },

    async analyzePlan(request) {
      const session = sessions.open(request);
      const result = await analyzePlan(request, session).catch((error) => Promise.reject(tooComplex(error)));
      return { ...envelope(session), result };
    },

    async config(request) {
      const session = sessions.open(request);
      return { ...envelope(session), pairs: runConfig(request, session.settings) };
    },

    addArtifacts: (requests) => addArtifacts(requests, (request) => sessions.open(request)),

    async artifactStatus(request) {
      return artifactStatus(request, sessions.open(request));
    },

    async interrupt(request) {
      const session = sessions.open(request);
      return { ...envelope(session), interruptedIds: session.operations.interrupt(whichToInterrupt(request)) };
    },

    async getStatus({ operationStatus, ...request }) {
      const session = sessions.find(request);
      const states = operationStatus === undefined ? [] : session.operations.states(operationStatus.operationIds);
      return {
        ...envelope(session),
        operationStatuses: states.map(([operationId, state]) => ({
          operationId,
          state: state === undefined ? OperationState.UNKNOWN : operationStates[state],
        })),
      };
    },

    async fetchErrorDetails({ errorId, ...request }) {
      const session = sessions.find(request);
      const known = session.errors.take(errorId);
      return { ...envelope(session), ...(known && errorDetails(known.error)) };
    },

    async cloneSession({ newSessionId, ...request }) {
      const session = sessions.find(request);
      const copy = await sessions.clone(request, newSessionId ?? randomId());
      return { ...envelope(session), newSessionId: copy.id, newServerSideSessionId: copy.serverSideId };
    },

    async releaseSession(request) {
      const session = await sessions.release(request, request.allowReconnect);
      return { sessionId: request.sessionId, serverSideSessionId: session?.serverSideId ?? "" };
    },
  };
}

const malformed = (message: string) => sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message });

function whichToInterrupt({ interruptType, interrupt }: InterruptRequest): { tag?: string; id?: string } {
  switch (interruptType) {
    case InterruptType.ALL:
      return {};
    case InterruptType.TAG:
      if (interrupt.case === "operationTag") return { tag: interrupt.value };
      break;
    case InterruptType.OPERATION_ID:
      if (interrupt.case === "operationId") return { id: interrupt.value };
      break;
  }
  throw malformed("an interrupt that does not say what to stop");
}

const operationStates = {
  running: OperationState.RUNNING,
  terminating: OperationState.TERMINATING,
  succeeded: OperationState.SUCCEEDED,
  failed: OperationState.FAILED,
  cancelled: OperationState.CANCELLED,
} as const;

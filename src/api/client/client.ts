import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { ConnectError, createClient, type Client as RpcClient, type Transport } from "@connectrpc/connect";
import { randomId, sparkError } from "../../common/index.ts";
import {
  type AnalyzePlanRequestSchema,
  type AnalyzePlanResponse,
  type CommandSchema,
  type ConfigRequest_OperationSchema,
  type ExecutePlanResponse,
  type FetchErrorDetailsResponse,
  InterruptRequest_InterruptType as InterruptType,
  type KeyValue,
  type Plan,
  PlanSchema,
  type Relation,
  SparkConnectService,
} from "../../protocol/index.ts";
import { rootPlan } from "../plan/relations.ts";
import { toSparkException, withCallers } from "./errors.ts";
import { isRetryable, type Patience, Retries, withRetries } from "./retry.ts";

/** How a client reaches its service. */
export interface Connection {
  readonly transport: Transport;
  /** Whether the service runs in this process; it then can call JavaScript functions, and needs no reattaching. */
  readonly embedded: boolean;
  readonly userId: string;
  readonly sessionId?: string;
  /** Host and port of a server, for errors. */
  readonly address?: string;
  /** Ends the connection, and the embedded engine with it. */
  close(): void | Promise<void>;
}

/** One message of an operation that says something. */
export type ResponseType = Exclude<ExecutePlanResponse["responseType"], { case: undefined }>;

/** The values of the answers, by their case. */
type ResponseValues = { [M in ResponseType as M["case"]]: M["value"] };
type AnalysisValues = { [M in Exclude<AnalysisResult, { case: undefined }> as M["case"]]: M["value"] };

type Analysis = NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>["analyze"]>;
type AnalysisResult = AnalyzePlanResponse["result"];
type ConfigOperation = NonNullable<MessageInitShape<typeof ConfigRequest_OperationSchema>["opType"]>;

const CLIENT_TYPE = "_MILLRACE_TYPESCRIPT";

/** A command with its fields: `{ case: "writeOperation", value: … }`. */
export type CommandType = NonNullable<MessageInitShape<typeof CommandSchema>["commandType"]>;

const commandPlan = (commandType: CommandType): Plan =>
  create(PlanSchema, { opType: { case: "command", value: { commandType } } });

/** The server never got the first request of an operation: it can be sent again. */
const isUnknownOperation = (error: unknown) =>
  error instanceof ConnectError && error.rawMessage.includes("INVALID_HANDLE.OPERATION_NOT_FOUND");

interface SessionResponse {
  readonly sessionId: string;
  readonly serverSideSessionId: string;
}

/** What {@link Client.interrupt} stops. */
export type InterruptTarget = { readonly all: true } | { readonly tag: string } | { readonly operationId: string };

/**
 * Speaks Spark Connect for one session. All that the API asks of a server passes here, as protobuf messages.
 */
export class Client {
  readonly sessionId: string;
  readonly embedded: boolean;
  /** Tags of all operations that start from now on. */
  readonly tags: Set<string> = new Set();
  readonly #rpc: RpcClient<typeof SparkConnectService>;
  readonly #connection: Connection;
  #serverSideSessionId: string | undefined;
  #reached = false;
  #closed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#rpc = createClient(SparkConnectService, connection.transport);
    this.embedded = connection.embedded;
    this.sessionId = connection.sessionId ?? randomId();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Runs a relation; the messages of its result as they come. */
  rows(root: Relation): AsyncGenerator<ExecutePlanResponse> {
    return this.execute(rootPlan(root));
  }

  /** Runs a command to its end. */
  async run(commandType: CommandType): Promise<void> {
    for await (const _ of this.execute(commandPlan(commandType)));
  }

  /**
   * Runs a command to its end and gives its answer of kind `responseCase`.
   *
   * @throws SparkRuntimeException INVALID_RESPONSE where the server gives none
   */
  async command<Case extends keyof ResponseValues>(
    commandType: CommandType,
    responseCase: Case,
  ): Promise<ResponseValues[Case]> {
    let answer: ResponseType | undefined;
    for await (const { responseType } of this.execute(commandPlan(commandType)))
      if (responseType.case === responseCase) answer = responseType;
    if (answer === undefined) throw sparkError("INVALID_RESPONSE", { detail: `a command had no ${responseCase}` });
    return answer.value as ResponseValues[Case];
  }

  /**
   * Runs a plan and gives its messages until the operation is complete. A stream that ends early, or a connection that is
   * lost, is taken up again where it stopped. Leaving the loop early ends the operation.
   */
  async *execute(plan: Plan): AsyncGenerator<ExecutePlanResponse> {
    if (this.#closed) throw sparkError("SESSION_STOPPED");
    const operationId = randomId();
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const start = () =>
      this.#rpc.executePlan(
        { ...this.#common(), plan, operationId, tags: [...this.tags], ...this.#reattachable() },
        options,
      );
    const retries = new Retries(this.#patience);
    let lastResponseId: string | undefined;
    let responses = start();
    let complete = false;
    try {
      for (;;) {
        try {
          for await (const response of responses) {
            this.#observe(response);
            retries.reset(this.#patience);
            lastResponseId = response.responseId;
            if (response.responseType.case === "resultComplete") {
              complete = true;
              // Some servers hang the last observed metrics on the closing message.
              yield response;
              return;
            }
            yield response;
          }
          if (this.embedded) return;
        } catch (error) {
          if (lastResponseId === undefined && isUnknownOperation(error)) {
            responses = start();
            continue;
          }
          if (this.embedded || !(await retries.next(error))) throw error;
        }
        responses = this.#rpc.reattachExecute(
          { ...this.#common(), operationId, ...(lastResponseId !== undefined && { lastResponseId }) },
          options,
        );
      }
    } catch (error) {
      throw await this.#decode(error);
    } finally {
      if (!this.embedded) this.#release(operationId);
      if (!complete) abort.abort();
    }
  }

  /** Asks about a plan without running it. */
  async analyze<Case extends NonNullable<Analysis["case"]> & keyof AnalysisValues>(
    analyze: Analysis & { readonly case: Case },
  ): Promise<AnalysisValues[Case]> {
    const { result } = await this.#unary(() => this.#rpc.analyzePlan({ ...this.#common(), analyze }));
    if (result.case !== analyze.case)
      throw sparkError("INVALID_RESPONSE", { detail: `an analysis of ${analyze.case} gave ${result.case}` });
    return result.value as AnalysisValues[Case];
  }

  /** Reads or sets settings of the session. */
  async config(opType: ConfigOperation): Promise<KeyValue[]> {
    const response = await this.#unary(() => this.#rpc.config({ ...this.#common(), operation: { opType } }));
    return response.pairs;
  }

  /** Stops running operations; gives their ids. */
  async interrupt(target: InterruptTarget): Promise<string[]> {
    const what =
      "all" in target
        ? { interruptType: InterruptType.ALL }
        : "tag" in target
          ? { interruptType: InterruptType.TAG, interrupt: { case: "operationTag" as const, value: target.tag } }
          : {
              interruptType: InterruptType.OPERATION_ID,
              interrupt: { case: "operationId" as const, value: target.operationId },
            };
    const response = await this.#unary(() => this.#rpc.interrupt({ ...this.#common(), ...what }));
    return response.interruptedIds;
  }

  /** Ends the session on the server, and the connection. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { clientObservedServerSideSessionId: _, ...common } = this.#common();
    try {
      await this.#rpc.releaseSession(common);
    } catch (error) {
      // A server that is gone has no session left to release.
      if (!isRetryable(error)) throw await this.#decode(error);
    } finally {
      await this.#connection.close();
    }
  }

  async #unary<T extends SessionResponse>(run: () => Promise<T>): Promise<T> {
    if (this.#closed) throw sparkError("SESSION_STOPPED");
    try {
      const response = await (this.embedded ? run() : withRetries(run, this.#patience));
      this.#observe(response);
      return response;
    } catch (error) {
      throw await this.#decode(error);
    }
  }

  #common() {
    return {
      sessionId: this.sessionId,
      userContext: { userId: this.#connection.userId, userName: this.#connection.userId },
      clientType: CLIENT_TYPE,
      ...(this.#serverSideSessionId !== undefined && {
        clientObservedServerSideSessionId: this.#serverSideSessionId,
      }),
    };
  }

  #reattachable() {
    if (this.embedded) return {};
    const requestOption = { case: "reattachOptions" as const, value: { reattachable: true } };
    return { requestOptions: [{ requestOption }] };
  }

  /** A server that has answered before is waited for; one that never has is most likely not there. */
  get #patience(): Patience {
    return this.#reached ? "long" : "short";
  }

  #observe({ sessionId, serverSideSessionId }: SessionResponse): void {
    if (sessionId !== this.sessionId)
      throw sparkError("INVALID_RESPONSE", { detail: `it answered for session ${sessionId}, not ${this.sessionId}` });
    this.#reached = true;
    if (serverSideSessionId === "") return;
    this.#serverSideSessionId ??= serverSideSessionId;
    if (this.#serverSideSessionId !== serverSideSessionId)
      throw sparkError("INVALID_RESPONSE", { detail: "it has lost the session and begun another one" });
  }

  /** Lets the server forget the operation. Nobody waits for it, and a server that fails here forgets it by itself later. */
  #release(operationId: string): void {
    const release = { case: "releaseAll" as const, value: {} };
    this.#rpc.releaseExecute({ ...this.#common(), operationId, release }).catch(() => undefined);
  }

  async #decode(error: unknown): Promise<unknown> {
    const fetchDetails = async (errorId: string): Promise<FetchErrorDetailsResponse | undefined> => {
      try {
        return await this.#rpc.fetchErrorDetails({ ...this.#common(), errorId });
      } catch (failed) {
        // The error is then told with what came with the failed call.
        if (failed instanceof ConnectError) return undefined;
        throw failed;
      }
    };
    return withCallers(await toSparkException(error, fetchDetails, this.#connection.address));
  }
}

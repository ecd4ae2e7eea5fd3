import { create, type DescMessage, type Message, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type Client as RpcClient, type Transport } from "@connectrpc/connect";
import { randomId, SparkException, sparkError } from "../../common/index.ts";
import {
  AnalyzePlanRequestSchema,
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
  serviceClient,
} from "../../protocol/index.ts";
import { rootPlan } from "../plan/relations.ts";
import { artifactPayloads, type CachedBytes } from "./artifacts.ts";
import { toSparkException, withCallers } from "./errors.ts";
import { Observations } from "./observations.ts";
import { type OperationCalls, wholeOperation } from "./operation.ts";
import { OperationProgress, type ProgressHandler } from "./progress.ts";
import { isRetryable, type Patience, Retries, withRetries } from "./retry.ts";
import { checkOldest, checkVersion, methodDemand, newestDemand } from "./server-version.ts";

/** How a client reaches its service. */
export interface Connection {
  readonly transport: Transport;
  /** Whether the service runs in this process; it then can call JavaScript functions, and needs no reattaching. */
  readonly embedded: boolean;
  readonly userId: string;
  readonly sessionId?: string;
  /** Host and port of a server, for errors. */
  readonly address?: string;
  /** Where browsers find the dashboard of the engine, where it has one. */
  readonly uiWebUrl?: string;
  /** Another connection to the same service, for a session of its own. */
  fork(sessionId?: string): Connection | Promise<Connection>;
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

/** Errors after which the server knows the session no more. */
const SESSION_IS_OVER: ReadonlySet<string> = new Set([
  "INVALID_HANDLE.SESSION_CHANGED",
  "INVALID_HANDLE.SESSION_CLOSED",
]);

const CLIENT_TYPE = "_MILLRACE_TYPESCRIPT";

/** A command with its fields: `{ case: "writeOperation", value: … }`. */
export type CommandType = NonNullable<MessageInitShape<typeof CommandSchema>["commandType"]>;

const commandPlan = (commandType: CommandType): Plan =>
  create(PlanSchema, { opType: { case: "command", value: { commandType } } });

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
  /** Are told how far operations have come. */
  readonly progressHandlers: Set<ProgressHandler> = new Set();
  /** Are told what plans observe as they run. */
  readonly observations: Observations = new Observations();
  readonly #rpc: RpcClient<typeof SparkConnectService>;
  readonly #connection: Connection;
  #serverSideSessionId: string | undefined;
  #reached = false;
  #closed = false;
  #lost = false;
  #version: Promise<string> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#rpc = serviceClient(SparkConnectService, connection.transport);
    this.embedded = connection.embedded;
    this.sessionId = connection.sessionId ?? randomId();
  }

  /** See {@link Connection.uiWebUrl}. */
  get uiWebUrl(): string | undefined {
    return this.#connection.uiWebUrl;
  }

  /** Whether the session is over, here or on the server. */
  get isClosed(): boolean {
    return this.#closed || this.#lost;
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
    this.#assertOpen();
    // Those of this moment: the program may take a tag off while the call is under way.
    const tags = [...this.tags];
    await this.#checkServer(PlanSchema, plan);
    const operationId = randomId();
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const calls: OperationCalls = {
      start: () =>
        this.#rpc.executePlan(
          { ...this.#common(), plan, operationId, tags, requestOptions: this.#requestOptions() },
          options,
        ),
      reattach: (lastResponseId) =>
        this.#rpc.reattachExecute(
          { ...this.#common(), operationId, ...(lastResponseId !== undefined && { lastResponseId }) },
          options,
        ),
    };
    let complete = false;
    const progress = new OperationProgress(operationId, this.progressHandlers);
    try {
      const responses = this.embedded ? calls.start() : wholeOperation(calls, new Retries(this.#patience));
      for await (const response of responses) {
        this.#observe(response);
        this.observations.tell(response.observedMetrics);
        complete = response.responseType.case === "resultComplete";
        if (response.responseType.case === "executionProgress") {
          progress.accept(response.responseType.value);
          continue;
        }
        yield response;
      }
    } catch (error) {
      throw await this.#decode(error);
    } finally {
      progress.end();
      if (!this.embedded) this.#release(operationId);
      if (!complete) abort.abort();
    }
  }

  /** Asks about a plan without running it. */
  async analyze<Case extends NonNullable<Analysis["case"]> & keyof AnalysisValues>(
    analyze: Analysis & { readonly case: Case },
  ): Promise<AnalysisValues[Case]> {
    this.#assertOpen();
    await this.#checkServer(AnalyzePlanRequestSchema, create(AnalyzePlanRequestSchema, { analyze }));
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

  /**
   * Sends bytes ahead of the plans that name them by their hashes; what the server has already is not sent again.
   *
   * @throws SparkRuntimeException INVALID_RESPONSE where the bytes arrived damaged
   */
  async cache(artifacts: readonly CachedBytes[]): Promise<void> {
    const byName = new Map(artifacts.map((artifact) => [artifact.name, artifact]));
    const names = [...byName.keys()];
    const { statuses } = await this.#unary(() => this.#rpc.artifactStatus({ ...this.#common(), names }));
    for (const name of names) if (statuses[name]?.exists) byName.delete(name);
    if (byName.size === 0) return;
    const common = this.#common();
    async function* requests() {
      for (const payload of artifactPayloads(byName.values())) yield { ...common, payload };
    }
    const answer = await this.#unary(() => this.#rpc.addArtifacts(requests()));
    const damaged = answer.artifacts.find(({ isCrcSuccessful }) => !isCrcSuccessful);
    if (damaged !== undefined) throw sparkError("INVALID_RESPONSE", { detail: `${damaged.name} arrived damaged` });
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

  /** The version of Spark that the server says it is; asked for once. */
  version(): Promise<string> {
    this.#version ??= this.analyze({ case: "sparkVersion", value: {} }).then(({ version }) => version);
    this.#version.catch(() => {
      this.#version = undefined;
    });
    return this.#version;
  }

  /**
   * Looks whether the server is there and new enough.
   *
   * @throws SparkRuntimeException SERVER_UNREACHABLE
   * @throws UnsupportedOperationException SERVER_TOO_OLD for Spark 3
   */
  async reach(): Promise<void> {
    checkOldest(await this.version(), this.#address);
  }

  /** A client of a new session on the same service, with nothing of this one. */
  async fork(): Promise<Client> {
    this.#assertOpen();
    return new Client(await this.#connection.fork());
  }

  /**
   * A client of a new session that starts with what this one has.
   *
   * @param newSessionId - a UUID; the server makes one where it is missing
   * @throws UnsupportedOperationException SERVER_TOO_OLD before Spark 4.1
   */
  async clone(newSessionId?: string): Promise<Client> {
    this.#assertOpen();
    if (!this.embedded)
      checkVersion(await this.version(), this.#address, methodDemand("SparkConnectService.CloneSession")!);
    const request = { ...this.#common(), ...(newSessionId !== undefined && { newSessionId }) };
    const answer = await this.#unary(() => this.#rpc.cloneSession(request));
    return new Client(await this.#connection.fork(answer.newSessionId));
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

  #assertOpen(): void {
    if (this.isClosed) throw sparkError("SESSION_STOPPED");
  }

  /** Refuses what the server would drop because it does not know it. */
  async #checkServer(type: DescMessage, message: Message): Promise<void> {
    if (this.embedded) return;
    const demand = newestDemand(type, message);
    if (demand !== undefined) checkVersion(await this.version(), this.#address, demand);
  }

  get #address(): string {
    return this.#connection.address ?? "the given address";
  }

  async #unary<T extends SessionResponse>(run: () => Promise<T>): Promise<T> {
    this.#assertOpen();
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

  #requestOptions() {
    // Without it, a batch that is larger than a message may be fails.
    const chunking = { case: "resultChunkingOptions" as const, value: { allowArrowBatchChunking: true } };
    if (this.embedded) return [{ requestOption: chunking }];
    const reattach = { case: "reattachOptions" as const, value: { reattachable: true } };
    return [{ requestOption: reattach }, { requestOption: chunking }];
  }

  /** A server that has answered before is waited for; one that never has is most likely not there. */
  readonly #patience = (): Patience => (this.#reached ? "long" : "short");

  #observe({ sessionId, serverSideSessionId }: SessionResponse): void {
    if (sessionId !== this.sessionId)
      throw sparkError("INVALID_RESPONSE", { detail: `it answered for session ${sessionId}, not ${this.sessionId}` });
    this.#reached = true;
    if (serverSideSessionId === "") return;
    this.#serverSideSessionId ??= serverSideSessionId;
    if (this.#serverSideSessionId === serverSideSessionId) return;
    this.#lost = true;
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
    if (this.#closed && error instanceof ConnectError && error.code === Code.FailedPrecondition)
      return withCallers(sparkError("SESSION_STOPPED", {}, { cause: error }));
    const exception = await toSparkException(error, fetchDetails, this.#connection.address);
    if (exception instanceof SparkException && SESSION_IS_OVER.has(exception.condition)) this.#lost = true;
    return withCallers(exception);
  }
}

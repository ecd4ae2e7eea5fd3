import { equals } from "@bufbuild/protobuf";
import { randomId, sparkError } from "../../common/index.ts";
import { type ExecutePlanRequest, PlanSchema } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import type { Limits } from "../limits.ts";
import { type Envelope, Operation, type OperationState, type Response, type Running } from "./operation.ts";

/** How many operations that are gone can still be asked for their state. */
const endedKept = 1000;

/** How an operation ended that is gone. */
type Ending = "succeeded" | "failed" | "cancelled" | "abandoned";

/**
 * The operations of a session: those that run, and those whose responses a client may still come for.
 *
 * @see org.apache.spark.sql.connect.service.SparkConnectExecutionManager
 */
export class Operations {
  readonly #limits: Limits;
  readonly #envelope: Envelope;
  readonly #now: () => number;
  readonly #operations = new Map<string, Operation>();
  readonly #ended = new Map<string, Ending>();

  /** @param now - a clock that never steps back, in milliseconds */
  constructor(envelope: Envelope, limits: Limits, now: () => number) {
    this.#envelope = envelope;
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Runs `body` as an operation and gives its responses. A request that comes again, because its answer was lost, attaches to the
   * operation that it began.
   *
   * @param callSignal - ends the call, and the operation with it unless the client may reattach
   * @throws SparkException `INVALID_HANDLE.*` for an id that is taken or no UUID, `LIMIT_EXCEEDED.OPERATIONS`
   */
  execute(
    request: ExecutePlanRequest,
    callSignal: AbortSignal,
    body: (operation: Running) => AsyncIterable<Answer>,
  ): AsyncGenerator<Response> {
    const id = request.operationId ?? randomId();
    if (!isUuid(id)) throw sparkError("INVALID_HANDLE.FORMAT", { handle: id });
    const known = this.#operations.get(id);
    if (this.#ended.has(id)) throw sparkError("INVALID_HANDLE.OPERATION_ABANDONED", { handle: id });
    if (known !== undefined) {
      if (!isRepetition(known.request, request))
        throw sparkError("INVALID_HANDLE.OPERATION_ALREADY_EXISTS", { handle: id });
      return this.#attach(known, undefined, callSignal);
    }
    this.#admit();
    const limits = { unsentBytes: this.#limits.unsentResultBytes, keptBytes: this.#limits.keptResultBytes };
    const operation = new Operation(request, id, this.#envelope, limits, body);
    this.#operations.set(id, operation);
    return this.#attach(operation, undefined, callSignal);
  }

  /**
   * Goes on with the responses of an operation.
   *
   * @throws SparkException `INVALID_HANDLE.OPERATION_NOT_FOUND`, `INVALID_HANDLE.OPERATION_ABANDONED`, `INVALID_CURSOR.*`
   */
  reattach(id: string, lastResponseId: string | undefined, callSignal: AbortSignal): AsyncGenerator<Response> {
    const operation = this.#operations.get(id);
    if (operation === undefined) {
      const condition = this.#ended.get(id) === "abandoned" ? "OPERATION_ABANDONED" : "OPERATION_NOT_FOUND";
      throw sparkError(`INVALID_HANDLE.${condition}`, { handle: id });
    }
    if (!operation.reattachable) throw sparkError("INVALID_CURSOR.NOT_REATTACHABLE");
    return this.#attach(operation, lastResponseId, callSignal);
  }

  /** Forgets responses that the client has, or all and the operation. @returns whether there was such an operation */
  release(id: string, untilResponseId: string | undefined): boolean {
    const operation = this.#operations.get(id);
    if (operation === undefined) return false;
    if (untilResponseId === undefined) this.#remove(operation);
    else operation.release(untilResponseId);
    return true;
  }

  /** Stops the running operations that `which` picks. @returns their ids */
  interrupt(which: { readonly tag?: string; readonly id?: string }): string[] {
    return [...this.#operations.values()]
      .filter(({ id, tags }) => (which.id ?? id) === id && (which.tag === undefined || tags.has(which.tag)))
      .filter((operation) => operation.interrupt())
      .map(({ id }) => id);
  }

  /** What became of operations; without ids, of all that are known. Undefined stands for one that is not. */
  states(ids: readonly string[]): [string, OperationState | undefined][] {
    const wanted = ids.length > 0 ? ids : [...this.#operations.keys()];
    return wanted.map((id) => [id, this.#operations.get(id)?.state ?? this.#endedState(id)]);
  }

  get isIdle(): boolean {
    return [...this.#operations.values()].every(({ isAttached, outcome }) => !isAttached && outcome !== undefined);
  }

  /** Ends the operations whose clients have not come back for longer than the limit. */
  reap(): void {
    const now = this.#now();
    for (const operation of this.#operations.values()) {
      const { detachedAt } = operation;
      if (detachedAt !== undefined && now - detachedAt >= this.#limits.detachedOperationMs)
        this.#remove(operation, "abandoned");
    }
  }

  /** Waits until nothing runs any longer that a client is waiting for; whose client has gone is stopped. */
  async ended(): Promise<void> {
    for (const operation of this.#operations.values()) if (!operation.isAttached) operation.interrupt();
    await Promise.all([...this.#operations.values()].map(({ ended }) => ended));
  }

  /** Stops all, and waits until nothing runs. */
  async close(): Promise<void> {
    const all = [...this.#operations.values()];
    for (const operation of all) this.#remove(operation);
    await Promise.all(all.map(({ ended }) => ended));
  }

  #attach(operation: Operation, lastResponseId: string | undefined, callSignal: AbortSignal): AsyncGenerator<Response> {
    return operation.attach(lastResponseId, callSignal, () => {
      if (!operation.reattachable) this.#remove(operation);
      else if (!operation.isAttached) operation.detachedAt = this.#now();
    });
  }

  #remove(operation: Operation, how?: "abandoned"): void {
    operation.interrupt();
    if (!this.#operations.delete(operation.id)) return;
    this.#ended.set(operation.id, how ?? operation.outcome ?? "cancelled");
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= endedKept) break;
      this.#ended.delete(oldest);
    }
  }

  #endedState(id: string): OperationState | undefined {
    const ending = this.#ended.get(id);
    return ending === "abandoned" ? "cancelled" : ending;
  }

  /** What has ended and is read by nobody makes room, the oldest first: clients release it a moment after its last response, if ever. */
  #admit(): void {
    const { operationsPerSession } = this.#limits;
    if (this.#operations.size < operationsPerSession) return;
    for (const operation of this.#operations.values()) {
      if (operation.isAttached || operation.state === "running" || operation.state === "terminating") continue;
      this.#remove(operation, "abandoned");
      return;
    }
    throw sparkError("LIMIT_EXCEEDED.OPERATIONS", { limit: String(operationsPerSession) });
  }
}

/** Whether the text is a UUID, in the form in which Spark Connect writes ids. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const isRepetition = (known: ExecutePlanRequest, request: ExecutePlanRequest): boolean =>
  known.plan !== undefined && request.plan !== undefined && equals(PlanSchema, known.plan, request.plan);

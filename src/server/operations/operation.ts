import { randomId, sparkError } from "../../common/index.ts";
import type { Observations } from "../../engine/execute/index.ts";
import type { ExecutePlanRequest } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import { WorkDone } from "../execution-progress.ts";
import { tooComplex } from "../too-complex.ts";
import { type BufferLimits, type Numbered, ResponseBuffer } from "./response-buffer.ts";

/** A plan that is being executed, as what executes it sees it. */
export interface Running {
  readonly id: string;
  readonly tags: ReadonlySet<string>;
  /** Aborted when the operation is to stop. */
  readonly signal: AbortSignal;
  /** What its plan observes; whatever runs it fills this in. */
  readonly observations: Observations;
  /** Bytes of the pieces that the client allows large batches to be cut into; undefined where it takes batches whole. */
  readonly pieceBytes?: number | undefined;
  /** How much of it is done, for who waits; whatever runs it tells. */
  readonly done?: WorkDone;
}

/** What becomes of an operation. */
export type OperationState = "running" | "terminating" | "succeeded" | "failed" | "cancelled";

/** What every response of a session says. */
export interface Envelope {
  readonly sessionId: string;
  readonly serverSideSessionId: string;
}

/** An answer under its id. */
export type Response = Answer & Numbered & Envelope & { readonly operationId: string };

/**
 * A plan that is being executed, and its responses. It runs by itself; calls attach to it to carry its responses away, one at a time.
 *
 * @see org.apache.spark.sql.connect.service.ExecuteHolder
 */
export class Operation implements Running {
  readonly id: string;
  readonly tags: ReadonlySet<string>;
  readonly observations: Observations = new Map();
  readonly done: WorkDone = new WorkDone();
  readonly request: ExecutePlanRequest;
  /** Whether the client may come back for responses. Where not, the operation ends with the call that began it. */
  readonly reattachable: boolean;
  readonly pieceBytes: number | undefined;
  /** Settles when nothing of the operation runs any longer; never rejects. */
  readonly ended: Promise<void>;
  /** When the last call left, by the engine's monotonic clock; undefined while one is attached. */
  detachedAt: number | undefined;
  readonly #buffer: ResponseBuffer<Response>;
  readonly #envelope: Envelope;
  readonly #abort = new AbortController();
  #outcome: "succeeded" | "failed" | "cancelled" | undefined;
  #stopped = false;
  #reader: { left: boolean; replaced: boolean } | undefined;

  constructor(
    request: ExecutePlanRequest,
    id: string,
    envelope: Envelope,
    limits: BufferLimits,
    body: (operation: Running) => AsyncIterable<Answer>,
  ) {
    this.id = id;
    this.request = request;
    this.tags = new Set(request.tags);
    this.reattachable = request.requestOptions.some(
      ({ requestOption }) => requestOption.case === "reattachOptions" && requestOption.value.reattachable,
    );
    this.pieceBytes = pieceBytesOf(request);
    this.#envelope = envelope;
    this.#buffer = new ResponseBuffer(limits);
    this.ended = this.#run(body);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get state(): OperationState {
    return this.#stopped ? "terminating" : (this.#outcome ?? "running");
  }

  /** What became of it; undefined while it runs. */
  get outcome(): "succeeded" | "failed" | "cancelled" | undefined {
    return this.#outcome;
  }

  /**
   * The responses behind one that the client names, or all. A call that was attached before is cut off.
   *
   * @param left - called when the call has ended
   * @throws SparkException of the operation's failure; `INVALID_CURSOR.*` for a response that is not here, and for the call cut off
   */
  async *attach(
    lastResponseId: string | undefined,
    callSignal: AbortSignal,
    left: () => void,
  ): AsyncGenerator<Response> {
    const reader = { left: callSignal.aborted, replaced: false };
    const leave = () => {
      reader.left = true;
      this.#buffer.wakeReaders();
    };
    try {
      const position = lastResponseId === undefined ? this.#buffer.start() : this.#buffer.positionAfter(lastResponseId);
      if (this.#reader !== undefined) {
        this.#reader.replaced = true;
        this.#reader.left = true;
        this.#buffer.wakeReaders();
      }
      this.#reader = reader;
      this.detachedAt = undefined;
      callSignal.addEventListener("abort", leave);
      yield* this.#buffer.read(position, { keep: this.reattachable, hasLeft: () => reader.left });
      if (reader.replaced) throw sparkError("INVALID_CURSOR.DISCONNECTED");
    } finally {
      callSignal.removeEventListener("abort", leave);
      if (this.#reader === reader) this.#reader = undefined;
      left();
    }
  }

  get isAttached(): boolean {
    return this.#reader !== undefined;
  }

  /** Forgets responses that the client has. */
  release(untilResponseId: string): void {
    this.#buffer.release(untilResponseId);
  }

  /** Stops the operation, which fails at once with `OPERATION_CANCELED`. @returns false where it had ended already */
  interrupt(): boolean {
    if (this.#outcome !== undefined || this.#abort.signal.aborted) return false;
    this.#abort.abort();
    this.#end("cancelled", { error: sparkError("OPERATION_CANCELED") });
    this.#stopped = true;
    return true;
  }

  async #run(body: (operation: Running) => AsyncIterable<Answer>): Promise<void> {
    try {
      for await (const answer of body(this)) {
        await this.#push(answer);
        if (this.#abort.signal.aborted) return;
      }
      await this.#push({ responseType: { case: "resultComplete", value: {} } });
      this.#end("succeeded", {});
    } catch (error) {
      this.#end("failed", { error: tooComplex(error) });
    } finally {
      this.#stopped = false;
    }
  }

  #push(answer: Answer): Promise<void> {
    const { responseType } = answer;
    const bytes = responseType?.case === "arrowBatch" ? (responseType.value.data?.byteLength ?? 0) : 0;
    const response = { ...this.#envelope, operationId: this.id, responseId: randomId(), ...answer };
    return this.#buffer.push(response, bytes);
  }

  #end(outcome: "succeeded" | "failed" | "cancelled", how: { readonly error?: unknown }): void {
    this.#outcome ??= outcome;
    this.#buffer.close(how);
  }
}

/** Far below the 128 MiB that Spark's clients take in one message. */
const defaultPieceBytes = 32 * 1024 * 1024;

function pieceBytesOf({ requestOptions }: ExecutePlanRequest): number | undefined {
  for (const { requestOption } of requestOptions) {
    if (requestOption.case !== "resultChunkingOptions" || !requestOption.value.allowArrowBatchChunking) continue;
    const { preferredArrowChunkSize = defaultPieceBytes } = requestOption.value;
    return Math.min(Math.max(Number(preferredArrowChunkSize), 1024), defaultPieceBytes);
  }
  return undefined;
}

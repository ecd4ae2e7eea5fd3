import { randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import { createClient, type Client as RpcClient } from "@connectrpc/connect";
import type { Clock } from "../../src/common/index.ts";
import { type Listener, listen } from "../../src/listener/index.ts";
import {
  type ExecutePlanResponse,
  grpcTransport,
  type Plan,
  PlanSchema,
  parseConnectionString,
  type RelationSchema,
  SparkConnectService,
} from "../../src/protocol/index.ts";
import { EmbeddedEngine, type Limits, remoteService } from "../../src/server/index.ts";

/** An engine that is served on a port of this machine. */
export interface Served {
  readonly engine: EmbeddedEngine;
  readonly port: number;
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves an engine whose clock and limits a test may set. */
export async function serve(
  options: { readonly clock?: Clock; readonly limits?: Partial<Limits> } = {},
): Promise<Served> {
  const engine = await EmbeddedEngine.open({ threads: 2, ...options });
  const listener: Listener = await listen(remoteService(engine), { port: 0 });
  return {
    engine,
    port: listener.port,
    url: listener.url,
    async [Symbol.asyncDispose]() {
      await engine.close();
      await listener.close({ graceMs: 0 });
    },
  };
}

type Rpc = RpcClient<typeof SparkConnectService>;
type RelationInit = NonNullable<Parameters<typeof create<typeof RelationSchema>>[1]>;

/** A client that says exactly what a test tells it to, with a session of its own. */
export class RawClient {
  readonly rpc: Rpc;
  readonly sessionId: string;
  readonly close: () => Promise<void>;

  private constructor(rpc: Rpc, sessionId: string, close: () => Promise<void>) {
    this.rpc = rpc;
    this.sessionId = sessionId;
    this.close = close;
  }

  static async open(url: string, sessionId: string = randomUUID()): Promise<RawClient> {
    const transport = await grpcTransport(parseConnectionString(url, {}), "test");
    return new RawClient(createClient(SparkConnectService, transport), sessionId, () => transport.close());
  }

  get #session() {
    return { sessionId: this.sessionId, userContext: { userId: "raw" } };
  }

  /** What all requests carry. */
  get common() {
    return this.#session;
  }

  /** Begins an operation that can be reattached. */
  execute(plan: Plan, operationId: string, options?: { signal?: AbortSignal; tags?: string[] }) {
    const requestOption = { case: "reattachOptions" as const, value: { reattachable: true } };
    const { signal, tags = [] } = options ?? {};
    return this.rpc.executePlan(
      { ...this.#session, plan, operationId, tags, requestOptions: [{ requestOption }] },
      signal && { signal },
    );
  }

  reattach(operationId: string, lastResponseId?: string) {
    return this.rpc.reattachExecute({
      ...this.#session,
      operationId,
      ...(lastResponseId !== undefined && { lastResponseId }),
    });
  }

  releaseAll(operationId: string) {
    return this.rpc.releaseExecute({ ...this.#session, operationId, release: { case: "releaseAll", value: {} } });
  }

  async set(key: string, value: string): Promise<void> {
    const opType = { case: "set" as const, value: { pairs: [{ key, value }] } };
    await this.rpc.config({ ...this.#session, operation: { opType } });
  }

  /** Runs SQL to its end. */
  async sql(query: string): Promise<ExecutePlanResponse[]> {
    return all(this.execute(sqlPlan(query), randomUUID()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The plan of a relation. */
export const plan = (relation: RelationInit): Plan => create(PlanSchema, { opType: { case: "root", value: relation } });

export const rangePlan = (end: bigint): Plan =>
  plan({ relType: { case: "range", value: { start: 0n, end, step: 1n } } });

export const sqlPlan = (query: string): Plan => plan({ relType: { case: "sql", value: { query } } });

/** A query that does not end while a test waits for it. */
export const endlessPlan: Plan = sqlPlan("SELECT sum(id % 7) AS n FROM range(10000000000000)");

/** All messages of a call. */
export async function all<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const message of messages) found.push(message);
  return found;
}

import { createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { Client, type Connection } from "../../src/api/client/client.ts";
import type { MessageInit } from "../../src/api/plan/message-init.ts";
import { relation } from "../../src/api/plan/relations.ts";
import { directTransport, type ExecutePlanResponseSchema, SparkConnectService } from "../../src/protocol/index.ts";

// Clients of a service that says what a test has it say.

export type Service = Partial<ServiceImpl<typeof SparkConnectService>>;
type Response = MessageInit<typeof ExecutePlanResponseSchema>;

export const connect = (service: Service, embedded: boolean, address?: string) =>
  new Client(connection(service, embedded, address));

export const connection = (service: Service, embedded: boolean, address?: string, sessionId = "s"): Connection => ({
  transport: embedded
    ? directTransport(SparkConnectService, service)
    : createRouterTransport(({ service: register }) => register(SparkConnectService, service)),
  embedded,
  userId: "me",
  sessionId,
  ...(address !== undefined && { address }),
  fork: (other) => connection(service, embedded, address, other),
  close: () => undefined,
});

export const answer = (responseId: string, more: Response = {}): Response => ({
  sessionId: "s",
  serverSideSessionId: "server",
  responseId,
  ...more,
});
export const complete = answer("end", { responseType: { case: "resultComplete", value: {} } });
export const plan = relation({ case: "range", value: { end: 1n, step: 1n } });

export async function idsOf(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for await (const response of client.rows(plan)) ids.push(response.responseId);
  return ids;
}

/** Says that it is a version of Spark. */
export const versioned = (version: string, asked: () => void = () => undefined): Service => ({
  analyzePlan({ sessionId, analyze }) {
    if (analyze.case === "sparkVersion") asked();
    return { sessionId, result: { case: "sparkVersion", value: { version } } };
  },
});

import { Code, createClient } from "@connectrpc/connect";
import { expect, it } from "vitest";
import { EchoService } from "../../test/support/echo-service.ts";
import { grpcTransport, parseConnectionString, SparkConnectService } from "../protocol/index.ts";
import { SparkSession } from "./client.ts";
import { LocalAccess } from "./local-access.ts";
import { startServer } from "./server.ts";

it("serves an engine with its settings, limits and place to print", async () => {
  let printed = "";
  const server = await startServer({
    port: 0,
    token: "secret",
    settings: { "spark.sql.session.timeZone": "Asia/Tokyo" },
    threads: 1,
    memoryLimit: "1GB",
    limits: { sessions: 1, messageBytes: 1 << 20 },
    print: (text) => {
      printed += text;
    },
  });
  const { host, port, url, tokenInClear } = server;
  expect({ host, url, tokenInClear }).toEqual({
    host: "localhost",
    url: `sc://localhost:${port}/`,
    tokenInClear: false,
  });
  const address = `${url};token=secret`;
  const spark = await SparkSession.builder.remote(address).create();
  expect(await spark.conf.get("spark.sql.session.timeZone")).toBe("Asia/Tokyo");
  await expect(SparkSession.builder.remote(address).create()).rejects.toMatchObject({
    condition: "LIMIT_EXCEEDED.SESSIONS",
  });
  await spark.readStream.format("rate").load().writeStream.format("console").start();
  await expect.poll(() => printed).toContain("Batch: 0");
  // Twice is once.
  await Promise.all([server.close(), server.close()]);
  // The port is free again.
  await (await startServer({ port })).close();
});

it("frees the engine where it cannot listen", async () => {
  const taken = await startServer({ port: 0 });
  await expect(startServer({ port: taken.port })).rejects.toMatchObject({
    condition: "SERVER_CANNOT_LISTEN.PORT_IN_USE",
  });
  await taken.close({ graceMs: 0 });
});

it("gives processes of this machine an access with a token of its own", async () => {
  const local = new LocalAccess(new EchoService().service);
  await local.close();
  const [url, again] = await Promise.all([local.url(), local.url()]);
  expect(again).toBe(url);
  expect(url).toMatch(/^sc:\/\/localhost:\d+\/;token=[\w-]{36}$/);
  const call = async (address: string) => {
    const transport = await grpcTransport(parseConnectionString(address, {}), "test");
    try {
      return (await createClient(SparkConnectService, transport).analyzePlan({ sessionId: "s" })).sessionId;
    } finally {
      await transport.close();
    }
  };
  expect(await call(url)).toBe("s");
  await expect(call(url.replace(/;.*/, ""))).rejects.toMatchObject({ code: Code.Unauthenticated });
  await local.close();
  await expect(call(url)).rejects.toMatchObject({ code: Code.Unavailable });
});

it("tells clients of its end: of their queries', or that a query was cut off", async () => {
  const server = await startServer({ port: 0 });
  const spark = await SparkSession.builder.remote(server.url).create();
  const stream = await spark.readStream.format("rate").load().writeStream.format("noop").start();
  const waiting = stream.awaitTermination();
  const frame = await spark.sql("SELECT sum(a.id * b.id % 7) FROM range(400000) a, range(400000) b");
  const rows = frame.collect().catch((error: unknown) => error);
  // Calls arrive in order: the server has both.
  expect((await stream.status()).isTriggerActive).toBeTypeOf("boolean");
  await server.close({ graceMs: 100 });
  await waiting;
  expect(String(await rows)).toContain("the server is shutting down");
});

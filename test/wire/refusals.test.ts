import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SparkSession } from "../../src/entry/client.ts";
import { startServer } from "../../src/entry/server.ts";

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)), "utf8");
const tls = { cert: fixture("localhost.crt.pem"), key: fixture("localhost.key.pem") };

/** What a client hears that goes to `localhost:port` with `parameters`; a failure that waiting cannot mend comes at once. */
async function failure(port: number, parameters: string): Promise<unknown> {
  const begun = performance.now();
  const error: unknown = await SparkSession.builder
    .remote(`sc://localhost:${port}/${parameters}`)
    .create()
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  // The waits of a client that tries again come to more than four seconds.
  expect(performance.now() - begun).toBeLessThan(4000);
  return error;
}

test("a client says what to do where the server's certificate is not trusted, and does not try again", async () => {
  await using server = await startServer({ port: 0, token: "secret", tls });
  expect(await failure(server.port, ";use_ssl=true;token=secret")).toMatchObject({
    condition: "SERVER_UNREACHABLE",
    message: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
  });
});

test("a client says that the server speaks no TLS", async () => {
  await using server = await startServer({ port: 0 });
  expect(await failure(server.port, ";use_ssl=true")).toMatchObject({
    condition: "SERVER_UNREACHABLE",
    message: expect.stringContaining("leave out use_ssl"),
  });
});

test("a client says that its token is not the server's", async () => {
  await using server = await startServer({ port: 0, token: "secret" });
  expect(await failure(server.port, ";use_ssl=false;token=wrong")).toMatchObject({
    condition: "UNAUTHENTICATED",
    sqlState: "28000",
    message: expect.stringContaining("token"),
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawGet } from "../../test/support/dashboard.ts";
import { pageRoutes } from "./pages.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-pages-"));
  mkdirSync(join(folder, "pages", "assets"), { recursive: true });
  const file = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, "pages", name), content);
  file("index.html", '<meta name="csp-nonce" content="%NONCE%"><script src="/assets/main-Ab12_xyZ.js"></script>');
  file("assets/main-Ab12_xyZ.js", "let plain;");
  file("assets/main-Ab12_xyZ.js.br", brotliCompressSync("let plain;"));
  file("assets/style.css", "a{}");
  writeFileSync(join(folder, "secret.txt"), "secret");
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  pageRoutes(join(folder, "pages")).request(path, { headers });

describe("the files of the pages", () => {
  it("are the one page for every view, with a nonce of its own each time", async () => {
    const nonces = new Set<string>();
    for (const path of ["/", "/queries/abc", "/sql"]) {
      const response = await ask(path);
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      const [, nonce] = /content="([^"]+)"/.exec(await response.text())!;
      const policy = response.headers.get("content-security-policy");
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).not.toContain("unsafe");
      nonces.add(nonce!);
    }
    expect(nonces.size).toBe(3);
  });

  it("are kept by browsers for ever where their names say what is in them", async () => {
    const hashed = await ask("/assets/main-Ab12_xyZ.js");
    expect(hashed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(hashed.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(await hashed.text()).toBe("let plain;");
    expect((await ask("/assets/style.css")).headers.get("cache-control")).toBe("no-cache");
  });

  it("are sent compressed where they lie there so and the browser takes it", async () => {
    const response = await ask("/assets/main-Ab12_xyZ.js", { "accept-encoding": "gzip, br;q=1" });
    expect(response.headers.get("content-encoding")).toBe("br");
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
    expect(brotliDecompressSync(Buffer.from(await response.arrayBuffer())).toString()).toBe("let plain;");
    expect(
      (await ask("/assets/main-Ab12_xyZ.js", { "accept-encoding": "gzip" })).headers.get("content-encoding"),
    ).toBeNull();
  });

  it.each([
    "/assets/none.js",
    "/../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/%5c..%5csecret.txt",
    "/.hidden.js",
    "/assets.unknown",
  ])("do not go beyond their folder: %s", async (path) => {
    const app = pageRoutes(join(folder, "pages"));
    app.onError((error, c) => c.text(error.message, 404));
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("secret\n");
  });

  it("are missed with a hint where they are not built", async () => {
    const app = pageRoutes(join(folder, "nothing"));
    app.onError((error, c) => c.text(error.message, 503));
    expect(await (await app.request("/")).text()).toContain("npm run build");
  });
});

it("a path that climbs does not get through the server either", async () => {
  const { openDashboard } = await import("../../test/support/dashboard.ts");
  await using shown = await openDashboard();
  const { port } = new URL(shown.url);
  const response = await rawGet(shown.url, { port, path: "/assets/../../../package.json" });
  expect(response.statusCode).toBe(404);
});

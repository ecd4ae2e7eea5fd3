import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { contentPolicy } from "./guard.ts";

/** Whether a person looks at the answer, and not a program. */
export const isForReaders = (c: Context): boolean =>
  c.req.method === "GET" && (c.req.header("accept") ?? "").includes("text/html");

/** Asks for the token. The form leads to `/?token=…`, which sets the cookie and takes the token out of the address again. */
export function signInPage(c: Context): Response {
  const nonce = randomBytes(16).toString("base64url");
  const refused = c.req.query("token") !== undefined;
  c.header("Content-Security-Policy", contentPolicy({ nonce, forms: true }));
  c.header("Cache-Control", "no-store");
  return c.html(
    `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Millrace</title>
    <style nonce="${nonce}">
      body { font: 15px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0 16px; }
      form { width: min(100%, 360px); }
      input, button { font: inherit; box-sizing: border-box; width: 100%; min-height: 38px; padding: 6px 10px; margin-top: 8px; }
    </style>
  </head>
  <body>
    <main>
      <form action="/" method="get">
        <h1>Millrace</h1>
        ${refused ? '<p role="alert">That is not the token.</p>' : ""}
        <label for="token">Token of this dashboard, as <code>--token</code> gave it to the server</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
        <button type="submit">Open</button>
      </form>
    </main>
  </body>
</html>`,
    401,
  );
}

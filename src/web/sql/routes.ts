import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { sparkError } from "../../common/index.ts";
import type { Backend } from "../backend.ts";
import { completionsOf } from "../catalog.ts";
import { invalid, wholeNumber } from "../parameters.ts";
import type { Completions, RowPage, Statement, StatementRequest } from "../wire.ts";
import { download } from "./downloads.ts";
import type { Statements } from "./statements.ts";

/** Bytes of a request with a statement. */
const mostBytes = 1024 * 1024;
/** Rows of a page. */
const pageRows = { absent: 200, most: 1000 } as const;
/** How long a request waits for news of a statement, in milliseconds. */
const longestWait = 20_000;

/** `/api/sql` */
export function sqlRoutes(backend: Backend, statements: Statements): Hono {
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: (c) => {
      // What is left of the request is not read.
      c.header("Connection", "close");
      throw sparkError("DASHBOARD_REQUEST.TOO_LARGE", { limit: String(mostBytes) });
    },
  });
  return new Hono()
    .post("/", limit, async (c) => {
      const run = await statements.start(await requestOf(c));
      return c.json(run.describe() satisfies Statement, 201);
    })
    .get("/", (c) => c.json(statements.all().map((run) => run.describe()) satisfies Statement[]))
    .get("/completions", async (c) => {
      const spark = await backend.session(c.req.query("session"));
      return c.json((await completionsOf(spark)) satisfies Completions);
    })
    .get("/:id", async (c) => {
      const run = statements.get(c.req.param("id"));
      const after = wholeNumber(c, "after", { absent: 0 });
      await run.changed(after, longestWait, c.req.raw.signal);
      return c.json(run.describe() satisfies Statement);
    })
    .get("/:id/rows", async (c) => {
      const run = statements.get(c.req.param("id"));
      const page = await run.page(wholeNumber(c, "from", { absent: 0 }), wholeNumber(c, "count", pageRows));
      return c.json(page satisfies RowPage);
    })
    .get("/:id/download", async (c) => {
      const run = statements.get(c.req.param("id"));
      const { name, type, size, body } = await download(run, c.req.query("format") ?? "csv", backend);
      return c.body(body, 200, {
        "Content-Type": type,
        "Content-Disposition": `attachment; filename="${name}"`,
        "Cache-Control": "no-store",
        ...(size !== undefined && { "Content-Length": String(size) }),
      });
    })
    .delete("/:id", async (c) => {
      await statements.delete(c.req.param("id"));
      return c.body(null, 204);
    });
}

/** @throws SparkException DASHBOARD_REQUEST.INVALID */
async function requestOf(c: Context): Promise<StatementRequest> {
  const type = c.req.header("content-type") ?? "";
  // Forms of other sites can send text, and nothing else without being asked.
  if (!/^application\/json\b/i.test(type)) throw invalid("content-type", "application/json", type || "nothing");
  const body = await c.req.text();
  const { session, text } = parse(body);
  if (typeof text !== "string" || text.trim() === "")
    throw invalid("text", "a statement", typeof text === "string" ? "nothing" : typeof text);
  if (session === undefined || session === "") return { text };
  if (typeof session !== "string") throw invalid("session", "the id of a session", typeof session);
  return { session, text };
}

function parse(body: string): { readonly session?: unknown; readonly text?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below, as for any other body that is no object.
  }
  throw invalid("the body", "a JSON object", "something else");
}

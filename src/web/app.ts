import { Hono } from "hono";
import { sparkError } from "../common/index.ts";
import type { Backend } from "./backend.ts";
import { catalogRoutes } from "./catalog.ts";
import { apiError, statusOf } from "./errors.ts";
import type { ChangeFeed } from "./events/change-feed.ts";
import { eventRoutes } from "./events/routes.ts";
import { fileRoutes } from "./files.ts";
import { type GuardOptions, guard } from "./guard.ts";
import { metricsText } from "./metrics.ts";
import { pageRoutes } from "./pages.ts";
import { notFound } from "./parameters.ts";
import type { Ledgers } from "./queries/ledgers.ts";
import { queryRoutes } from "./queries/routes.ts";
import { isForReaders, signInPage } from "./sign-in.ts";
import { sqlRoutes } from "./sql/routes.ts";
import type { Statements } from "./sql/statements.ts";
import type { Info } from "./wire.ts";

/** What the routes work on. */
export interface AppParts {
  readonly backend: Backend;
  readonly ledgers: Ledgers;
  readonly feed: ChangeFeed;
  readonly statements: Statements;
  readonly guard: GuardOptions;
  readonly version: string;
  readonly readOnly: boolean;
  /** Folder of the built pages. */
  readonly pages: string;
  /** Ends the streams of events. */
  readonly signal: AbortSignal;
}

/** All routes; see `wire.ts`. */
export function createApp(parts: AppParts): Hono {
  const { backend, ledgers, feed, statements, version, readOnly, signal } = parts;
  const startedAt = Date.now();
  const info = async (): Promise<Info> => ({
    version,
    engine: backend.engine,
    readOnly,
    startedAt,
    now: Date.now(),
    sessions: await backend.sessions(),
  });
  const api = new Hono()
    .use(async (c, next) => {
      c.header("Cache-Control", "no-store");
      const isStop = c.req.method === "POST" && c.req.path.endsWith("/stop");
      if (readOnly && isStop) throw sparkError("DASHBOARD_REQUEST.FORBIDDEN", { reason: "it is read-only" });
      await next();
    })
    .get("/info", async (c) => c.json(await info()))
    .route("/queries", queryRoutes(backend, ledgers))
    .route("/events", eventRoutes(backend, feed, signal))
    .route("/sql", sqlRoutes(backend, statements))
    .route("/catalog", catalogRoutes(backend))
    .route("/files", fileRoutes(backend.files))
    .all("/*", (c) => {
      throw notFound(`route ${c.req.method} ${c.req.path}`);
    });
  return new Hono()
    .use(guard(parts.guard))
    .route("/api", api)
    .get("/metrics", (c) => c.text(metricsText(backend.monitor), 200, { "Content-Type": "text/plain; version=0.0.4" }))
    .route("/", pageRoutes(parts.pages))
    .onError((error, c) => {
      const status = statusOf(error);
      return status === 401 && isForReaders(c) ? signInPage(c) : c.json(apiError(error), status);
    })
    .notFound((c) => {
      const error = notFound(`route ${c.req.method} ${c.req.path}`);
      return c.json(apiError(error), statusOf(error));
    });
}

import { type Context, Hono } from "hono";
import { StreamingQuery } from "../../api/index.ts";
import type { QuerySummary } from "../../monitor/index.ts";
import type { Backend } from "../backend.ts";
import { flag, notFound, wholeNumber } from "../parameters.ts";
import type { QueryDetail, QueryPlan, QueryRow, ResultTable } from "../wire.ts";
import type { Ledgers } from "./ledgers.ts";
import { planOf } from "./plan.ts";
import { mostResultRows, type ResultOrder, resultTable } from "./result-table.ts";
import { detailOf, keepsTable, rowOf } from "./views.ts";

/** Points of a chart where a page asks for no number, and at most. */
const points = { absent: 600, least: 1, most: 5000 } as const;

/** `/api/queries` */
export function queryRoutes(backend: Backend, ledgers: Ledgers): Hono {
  const { monitor } = backend;
  const queryOf = (c: Context): QuerySummary => {
    const runId = c.req.param("runId")!;
    const query = monitor.query(runId);
    if (query === undefined) throw notFound(`query of the run ${runId}`);
    return query;
  };
  return new Hono()
    .get("/", (c) => c.json(monitor.queries().map((query) => rowOf(query, monitor)) satisfies QueryRow[]))
    .get("/:runId", (c) => {
      const query = queryOf(c);
      const range = { since: wholeNumber(c, "since", { absent: 0 }), limit: wholeNumber(c, "limit", points) };
      return c.json(detailOf(query, backend, ledgers.status(query), range) satisfies QueryDetail);
    })
    .get("/:runId/plan", async (c) => {
      const query = queryOf(c);
      return c.json(
        (await planOf(query, monitor, await backend.session(query.session), backend.engine)) satisfies QueryPlan,
      );
    })
    .get("/:runId/result", async (c) => {
      const query = queryOf(c);
      if (!keepsTable(query)) throw notFound("table of this query: it does not write to one in memory, or has not yet");
      const spark = await backend.session(query.session);
      return c.json((await resultTable(query, spark, orderOf(c))) satisfies ResultTable);
    })
    .post("/:runId/stop", async (c) => {
      const query = queryOf(c);
      const spark = await backend.session(query.session);
      await new StreamingQuery(spark.client, query, query.name).stop();
      return c.body(null, 204);
    });
}

/** The order that a page asks a table for. */
export const orderOf = (c: Context): ResultOrder => ({
  sort: c.req.query("sort"),
  descending: flag(c, "descending"),
  limit: wholeNumber(c, "limit", { absent: mostResultRows, least: 1, most: mostResultRows }),
});

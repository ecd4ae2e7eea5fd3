import { operationsSuite } from "./operations-suite.ts";
import { sqlPlan } from "./support.ts";

/** Tasks of Spark may run on after their operation was stopped, and keep the next ones waiting: this one ends by itself. */
const longPlan = sqlPlan("SELECT sum(id % 7) AS n FROM range(500000000)");

// What real Spark does is what the suite asks of our server.
operationsSuite(() => {
  const remote = process.env.MILLRACE_SPARK_REMOTE;
  if (!remote) throw new Error("MILLRACE_SPARK_REMOTE names no server; run: npm run test:spark");
  return remote;
}, longPlan);

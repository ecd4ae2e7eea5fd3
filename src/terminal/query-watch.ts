import type { SparkSession, StreamingQueryListener } from "../api/index.ts";
import { Monitor } from "../monitor/index.ts";

/** Hears of the queries of a session as long as somebody wants to. */
export interface QueryWatch {
  readonly monitor: Monitor;
  close(): Promise<void>;
}

/** Watches all queries of a session, embedded or remote, in a monitor of its own. */
export async function watchQueries(spark: SparkSession): Promise<QueryWatch> {
  const monitor = new Monitor();
  const session = spark.sessionId;
  const listener: StreamingQueryListener = {
    onQueryStarted: (event) => monitor.accept({ type: "started", session, ...event }),
    onQueryProgress: ({ progress }) => monitor.accept({ type: "progress", session, progress }),
    onQueryTerminated: ({ id, runId, exception }) =>
      monitor.accept({ type: "terminated", session, id, runId, exception }),
  };
  await spark.streams.addListener(listener);
  return {
    monitor,
    // A session that has ended has ended its listeners.
    close: async () => {
      if (!spark.isStopped) await spark.streams.removeListener(listener);
    },
  };
}

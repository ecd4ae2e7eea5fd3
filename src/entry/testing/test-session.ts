import { Client, type Connection, SparkSession } from "../../api/index.ts";
import { ManualClock, randomId, sparkError } from "../../common/index.ts";
import { directTransport, SparkConnectService } from "../../protocol/index.ts";
import { EmbeddedEngine, sparkConnectService } from "../../server/index.ts";
import { mountsOf } from "../files.ts";

/** How a {@link testSession} is set up. */
export interface TestSessionOptions {
  /** The time of the session's engine; a clock of its own at 1970-01-01T00:00:00Z where absent. */
  readonly clock?: ManualClock;
  /** Settings of the session. */
  readonly settings?: Readonly<Record<string, string>>;
}

const clocks = new WeakMap<SparkSession, ManualClock>();

/**
 * A session on an embedded engine of its own, in which time stands still until the test moves it: triggers, processing-time timers,
 * `current_timestamp()` and progress reports go by a {@link ManualClock}. The time zone is UTC unless the settings say otherwise.
 *
 * @example
 * ```ts
 * await using spark = await testSession();
 * clockOf(spark).advance(60_000);
 * ```
 */
export async function testSession({
  clock = new ManualClock(),
  settings = {},
}: TestSessionOptions = {}): Promise<SparkSession> {
  const all = { "spark.sql.session.timeZone": "UTC", ...settings };
  const storage = { mounts: mountsOf(all), settings: all };
  const engine = await EmbeddedEngine.open({ clock, settings: Object.entries(all), storage });
  const transport = directTransport(SparkConnectService, sparkConnectService(engine));
  let sessions = 0;
  const connection = (sessionId: string): Connection => {
    sessions += 1;
    return {
      transport,
      embedded: true,
      userId: "",
      sessionId,
      fork: (forked = randomId()) => connection(forked),
      async close() {
        sessions -= 1;
        if (sessions === 0) await engine.close();
      },
    };
  };
  const spark = new SparkSession(new Client(connection(randomId())));
  clocks.set(spark, clock);
  return spark;
}

/**
 * The clock of a session that {@link testSession} has made.
 *
 * @throws IllegalArgumentException `NO_MANUAL_CLOCK` for other sessions, whose time nobody moves
 */
export function clockOf(spark: SparkSession): ManualClock {
  const clock = clocks.get(spark);
  if (clock === undefined) throw sparkError("NO_MANUAL_CLOCK");
  return clock;
}

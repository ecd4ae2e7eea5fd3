import { Client, type Connection, SparkSession } from "../api/index.ts";
import { randomId } from "../common/index.ts";
import { Monitor, type MonitorEvent } from "../monitor/index.ts";
import { directTransport, SparkConnectService } from "../protocol/index.ts";
import { type EmbeddedEngine, type ServerSession, sparkConnectService } from "../server/index.ts";
import { type Backend, notFound, type SessionInfo } from "../web/index.ts";

/** What the console's own session is called. */
const ownName = "SQL console";

/** Shows all sessions of an engine in this process. The console works in them as if it were their program. */
export function embeddedBackend(engine: EmbeddedEngine): Backend {
  const monitor = new Monitor();
  const transport = directTransport(SparkConnectService, sparkConnectService(engine));
  const stopHearing = engine.onQueryEvent((event, session) => {
    if (event.type !== "idle") monitor.accept({ ...event, session: idOf(session) });
  });
  for (const session of engine.sessions.all()) for (const event of earlier(session)) monitor.accept(event);

  const connection = (sessionId: string, userId: string): Connection => ({
    transport,
    embedded: true,
    userId,
    sessionId,
    fork: (forked = randomId()) => connection(forked, userId),
    // The session is its program's.
    close: () => {},
  });
  const handle = ({ id, userId }: ServerSession): SparkSession => new SparkSession(new Client(connection(id, userId)));

  let ownSession: ServerSession | undefined;
  const own = (): ServerSession => {
    ownSession ??= engine.sessions.openOwn();
    return ownSession;
  };
  const shown = (): ServerSession[] => [
    ...engine.sessions.all().filter((session) => session !== ownSession && !session.isHeld),
    own(),
  ];
  const find = (id: string): ServerSession | undefined => shown().find((session) => idOf(session) === id);

  return {
    engine: "embedded",
    monitor,
    files: engine.fileSystems,
    async sessions() {
      return shown().map((session) => describe(session, session === ownSession));
    },
    async session(id) {
      const session = id === undefined || id === "" ? own() : find(id);
      if (session === undefined) throw notFound(`session ${id}: it has ended`);
      return handle(session);
    },
    async local() {
      return handle(own());
    },
    sources: ({ session, runId }) => find(session)?.queries.run(runId)?.sourceFigures ?? [],
    async close() {
      stopHearing();
      if (ownSession !== undefined) await engine.sessions.end(ownSession);
      ownSession = undefined;
    },
  };
}

/** What names a session: unlike its client's id, no other one ever has it. */
const idOf = (session: ServerSession): string => session.serverSideId;

const describe = (session: ServerSession, isOwn: boolean): SessionInfo => ({
  id: idOf(session),
  sessionId: session.id,
  userId: session.userId,
  name: isOwn ? ownName : (session.settings.find("spark.app.name") ?? ""),
  activeQueries: session.queries.active.length,
});

/** What happened to the queries that run already. */
function earlier(session: ServerSession): MonitorEvent[] {
  return session.queries.active.flatMap(({ id, runId, name = null, recentProgress }): MonitorEvent[] => {
    const timestamp = recentProgress[0]?.timestamp ?? new Date().toISOString();
    return [
      { type: "started", session: idOf(session), id, runId, name, timestamp },
      ...recentProgress.map((progress): MonitorEvent => ({ type: "progress", session: idOf(session), progress })),
    ];
  });
}

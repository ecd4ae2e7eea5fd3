import { create } from "@bufbuild/protobuf";
import { randomId, sparkError } from "../../common/index.ts";
import { schemaOf } from "../../engine/plan/index.ts";
import type { Statement } from "../../engine/sql/index.ts";
import { type Relation, RelationSchema } from "../../protocol/index.ts";
import { quoteParts } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";
import { explainStatement } from "./explain-command.ts";
import {
  alter,
  alterDatabase,
  alterView,
  cacheTable,
  createDatabase,
  createFunction,
  createTable,
  createTableLike,
  createView,
  databaseNamed,
  describe,
  describeDatabase,
  describeFunction,
  describeSchema,
  drop,
  dropDatabase,
  dropFunction,
  entryOf,
  insertDirectory,
  insertStatement,
  noRowChanges,
  nothing,
  refreshTable,
  type Said,
  show,
  showTable,
  texts,
  truncate,
  uncacheTable,
} from "./tables/index.ts";

type Command = Exclude<Statement, { kind: "query" }>;

/** Runs a statement that is no query. @returns the relation of what it says, for the client to read */
export async function runStatement(statement: Command, session: ServerSession, operation: Running): Promise<Relation> {
  const { schema, rows } = await say(statement, session, operation);
  const relationId = randomId();
  session.relations.set(relationId, session.values(schema, rows));
  return create(RelationSchema, { relType: { case: "cachedRemoteRelation", value: { relationId } } });
}

async function say(statement: Command, session: ServerSession, operation: Running): Promise<Said> {
  const { catalog, settings } = session;
  switch (statement.kind) {
    case "createView":
      await createView(statement, session);
      return nothing;
    case "alterView":
      await alterView(statement, session);
      return nothing;
    case "createFileView":
      return createFileView(statement, session);
    case "createTable":
      await createTable(statement, session, operation);
      return nothing;
    case "createTableLike":
      await createTableLike(statement, session);
      return nothing;
    case "createDatabase":
      await createDatabase(statement, session);
      return nothing;
    case "alterDatabase":
      alterDatabase(statement, session);
      return nothing;
    case "dropDatabase":
      await dropDatabase(statement.name, statement, session);
      return nothing;
    case "createFunction":
      await createFunction(statement, session);
      return nothing;
    case "dropFunction":
      dropFunction(statement, session);
      return nothing;
    case "drop":
      await drop(statement.object, statement.name, { ifExists: statement.ifExists }, session);
      return nothing;
    case "insert":
      await insertStatement(statement, session, operation);
      return nothing;
    case "insertDirectory":
      await insertDirectory(statement, session, operation);
      return nothing;
    case "truncate":
      await truncate(statement.table, statement.partition, "TRUNCATE TABLE", session, operation);
      return nothing;
    case "changeRows":
      throw noRowChanges(statement.table, statement.operation, session);
    case "alter":
      await alter(statement, session, operation);
      return nothing;
    // DuckDB keeps its own statistics.
    case "analyze":
      if (statement.table !== undefined) entryOf(statement.table, session);
      if (statement.database !== undefined) catalog.listTables(databaseNamed(statement.database));
      return nothing;
    case "set": {
      const { key, value } = statement;
      const schema = texts("key", "value");
      if (key === undefined) return { schema, rows: settings.all() };
      if (value !== undefined) settings.set(key, value);
      return { schema, rows: [[key, settings.find(key) ?? "<undefined>"]] };
    }
    case "setTimeZone": {
      const zone = statement.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
      settings.set("spark.sql.session.timeZone", zone);
      return { schema: texts("key", "value"), rows: [["spark.sql.session.timeZone", zone]] };
    }
    case "reset":
      if (statement.key !== undefined) settings.unset(statement.key);
      else for (const [key] of [...settings.entries()]) if (settings.isModifiable(key)) settings.unset(key);
      return nothing;
    case "show":
      return show(statement, session);
    case "showTable":
      return showTable(statement, session);
    case "describe":
      return describe(statement, session);
    case "describeDatabase":
      return describeDatabase(statement.name, statement.extended, session);
    case "describeFunction":
      return describeFunction(statement.name, session);
    case "describeQuery":
      return describeSchema(schemaOf(await session.resolve(statement.plan)));
    case "explain":
      return { schema: texts("plan"), rows: [[await explainStatement(statement, session)]] };
    case "use":
      use(statement, session);
      return nothing;
    case "cache":
      await cacheTable(statement, session, operation);
      return nothing;
    case "uncache":
      if (statement.ifExists && catalog.find(statement.table) === undefined) return nothing;
      await uncacheTable(statement.table, session);
      return nothing;
    case "refresh":
      await refreshTable(statement.table, session);
      return nothing;
    case "refreshPath":
      await session.engine.filesChanged(statement.path);
      return nothing;
    case "clearCache":
      await session.cachedPlans.clear(settings);
      return nothing;
  }
}

function use({ name, object }: Extract<Statement, { kind: "use" }>, { catalog }: ServerSession): void {
  const isCatalog = name[0]!.toLowerCase() === catalog.currentCatalog;
  if (object === "catalog") catalog.setCurrentCatalog(name[0]!);
  else if (name.length === 2 && isCatalog) catalog.setCurrentDatabase(name[1]!);
  else if (name.length > 1)
    throw sparkError("SCHEMA_NOT_FOUND", { schemaName: quoteParts([catalog.currentCatalog, ...name]) });
  else if (!isCatalog || object === "namespace") catalog.setCurrentDatabase(name[0]!);
}

/** `CREATE TEMPORARY VIEW v USING format OPTIONS (…)`: a view of what the reader of that format would read with these options. */
async function createFileView(
  { name, format, schema, options, replace, global }: Extract<Statement, { kind: "createFileView" }>,
  session: ServerSession,
): Promise<Said> {
  if (name.length > 1) throw sparkError("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: name.join(".") });
  const plan = await session.resolve({
    kind: "read",
    format,
    options,
    paths: [],
    streaming: false,
    ...(schema && { schema }),
  });
  session.catalog.createView({ name: name[0]!, plan }, { replace, global });
  return nothing;
}

import { create } from "@bufbuild/protobuf";
import { randomId, sparkError } from "../../common/index.ts";
import type { CatalogEntry } from "../../engine/catalog/index.ts";
import { explain } from "../../engine/execute/index.ts";
import { allFunctions } from "../../engine/functions/index.ts";
import { schemaOf } from "../../engine/plan/index.ts";
import type { Statement } from "../../engine/sql/index.ts";
import { type Relation, RelationSchema } from "../../protocol/index.ts";
import { quoteParts, StructType } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import type { ServerSession } from "../session.ts";
import { createTable, insertStatement, truncateTable } from "./table-statements.ts";

/** What a statement says, as a table. */
interface Said {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

const texts = (...names: string[]): StructType =>
  names.reduce((schema: StructType, name) => schema.add(name, "string", false) as StructType, new StructType());
const nothing: Said = { schema: new StructType(), rows: [] };

/** Runs a statement that is no query. @returns the relation of what it says, for the client to read */
export async function runStatement(
  statement: Exclude<Statement, { kind: "query" }>,
  session: ServerSession,
  operation: Running,
): Promise<Relation> {
  const { schema, rows } = await say(statement, session, operation);
  const relationId = randomId();
  session.relations.set(relationId, session.values(schema, rows));
  return create(RelationSchema, { relType: { case: "cachedRemoteRelation", value: { relationId } } });
}

async function say(
  statement: Exclude<Statement, { kind: "query" }>,
  session: ServerSession,
  operation: Running,
): Promise<Said> {
  const { catalog, settings } = session;
  switch (statement.kind) {
    case "createView": {
      const plan = await session.resolve(
        statement.columns === undefined
          ? statement.plan
          : { kind: "toDf", names: statement.columns, input: statement.plan },
      );
      const name = statement.name.at(-1)!;
      if (statement.scope === "permanent") {
        throw unsupported("permanent views", "Write CREATE TEMPORARY VIEW: it lives as long as the session.");
      }
      catalog.createView(name, plan, { replace: statement.replace, global: statement.scope === "global" });
      return nothing;
    }
    case "drop": {
      await session.dropTable(statement.name, { ifExists: statement.ifExists });
      return nothing;
    }
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
    case "reset": {
      const keys = statement.key === undefined ? [...settings.entries()].map(([key]) => key) : [statement.key];
      for (const key of keys) if (settings.isModifiable(key)) settings.unset(key);
      return nothing;
    }
    case "show":
      return show(statement, session);
    case "describe": {
      const plan = await session.resolve({ kind: "table", name: statement.table, options: {}, streaming: false });
      return describe(schemaOf(plan));
    }
    case "describeQuery":
      return describe(schemaOf(await session.resolve(statement.plan)));
    case "showColumns": {
      const plan = await session.resolve({ kind: "table", name: statement.table, options: {}, streaming: false });
      return { schema: texts("col_name"), rows: plan.output.map((column) => [column.name]) };
    }
    case "explain": {
      if (statement.statement.kind !== "query") throw unsupported("EXPLAIN of a command", "Explain a query.");
      const parsed = statement.statement.plan;
      const plan = await session.resolve(parsed);
      const options = { parsed, plan, mode: statement.mode, settings, signal: operation.signal };
      return { schema: texts("plan"), rows: [[await explain(session.engine.executor, options)]] };
    }
    case "use":
      catalog.setCurrentDatabase(statement.name.join("."));
      return nothing;
    // Rows come from the database or files in every query: what is cached is only remembered, and nothing can be stale.
    case "cache": {
      const { plan, table } = statement;
      if (plan !== undefined)
        catalog.createView(table.at(-1)!, await session.resolve(plan), { replace: false, global: false });
      session.cachedTables.add(entryOf(table, session));
      return nothing;
    }
    case "uncache":
      if (statement.ifExists && catalog.find(statement.table) === undefined) return nothing;
      session.cachedTables.delete(entryOf(statement.table, session));
      return nothing;
    case "refresh":
      entryOf(statement.table, session);
      return nothing;
    case "clearCache":
      session.cachedTables.clear();
      return nothing;
    case "createTable":
      if (statement.temporaryView) return createFileView(statement, session);
      await createTable(statement, session, operation);
      return nothing;
    case "truncate":
      await truncateTable(statement.table, "TRUNCATE TABLE", session, operation);
      return nothing;
    case "insert":
      await insertStatement(statement, session, operation);
      return nothing;
  }
}

/** `CREATE TEMPORARY VIEW v USING format OPTIONS (…)`: a view of what the reader of that format would read with these options. */
async function createFileView(
  { name, format, schema, options, replace, global }: Extract<Statement, { kind: "createTable" }>,
  session: ServerSession,
): Promise<Said> {
  if (name.length > 1) throw sparkError("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: name.join(".") });
  const plan = await session.resolve({
    kind: "read",
    format: format!,
    options,
    paths: [],
    streaming: false,
    ...(schema && { schema }),
  });
  session.catalog.createView(name[0]!, plan, { replace, global });
  return nothing;
}

/** @throws AnalysisException `TABLE_OR_VIEW_NOT_FOUND` */
export function entryOf(name: readonly string[], { catalog }: ServerSession): CatalogEntry {
  const entry = catalog.find(name);
  if (entry === undefined) throw sparkError("TABLE_OR_VIEW_NOT_FOUND", { relationName: quoteParts(name) });
  return entry;
}

function show(statement: Extract<Statement, { kind: "show" }>, { catalog }: ServerSession): Said {
  const matches = (name: string) => statement.pattern === undefined || likePattern(statement.pattern).test(name);
  switch (statement.object) {
    case "tables":
    case "views": {
      const tables = catalog.listTables(statement.namespace?.join("."), statement.pattern);
      const shown = statement.object === "views" ? tables.filter((table) => table.entry.kind === "view") : tables;
      const first = statement.object === "views" ? "viewName" : "tableName";
      return {
        schema: texts("namespace", first).add("isTemporary", "boolean", false) as StructType,
        rows: shown.map((table) => [table.database ?? "", table.name, table.isTemporary]),
      };
    }
    case "databases":
      return { schema: texts("namespace"), rows: ["default"].filter(matches).map((name) => [name]) };
    case "catalogs":
      return { schema: texts("catalog"), rows: [[catalog.currentCatalog]] };
    case "functions":
      return { schema: texts("function"), rows: functionNames.filter(matches).map((name) => [name]) };
  }
}

function describe(schema: StructType): Said {
  return {
    schema: texts("col_name", "data_type").add("comment", "string") as StructType,
    rows: schema.fields.map((field) => [field.name, field.dataType.simpleString(), field.comment ?? null]),
  };
}

/** Patterns of SHOW: `*` for anything, `|` between alternatives, letter case aside. */
function likePattern(pattern: string): RegExp {
  const alternatives = pattern
    .split("|")
    .map((part) => part.replace(/[.+?^${}()[\]\\]/g, "\\$&").replaceAll("*", ".*"));
  return new RegExp(`^(${alternatives.join("|")})$`, "i");
}

const functionNames: readonly string[] = [...allFunctions().keys()].sort();

const unsupported = (feature: string, hint: string) => sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature, hint });

import { randomId, sparkError } from "../../../common/index.ts";
import { automaticName, collectInputs } from "../../../engine/analyze/index.ts";
import { type Place, quotedName, type StoredView } from "../../../engine/catalog/index.ts";
import {
  inputsOf,
  type Relation,
  type ResolvedColumn,
  type ResolvedRelation,
  schemaOf,
} from "../../../engine/plan/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { quoteName, quoteParts, StructField, StructType } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { uncacheView } from "./caching.ts";
import { entryOf, viewOf } from "./find.ts";
import { alreadyExists } from "./new-table.ts";

type CreateView = Extract<Statement, { kind: "createView" }>;
type AlterView = Extract<Statement, { kind: "alterView" }>;

/** `CREATE VIEW` and `CREATE TEMPORARY VIEW`. */
export async function createView(statement: CreateView, session: ServerSession): Promise<void> {
  const { catalog } = session;
  const { columns, name, plan, replace, scope } = statement;
  if (scope === "permanent") return createStoredView(statement, session);
  const resolved = await session.resolve(plan);
  checkCount(resolved, columns, quoteName(name.at(-1)!));
  const shown =
    columns === undefined
      ? resolved
      : await session.resolve({ kind: "toDf", names: columns.map((column) => column.name), input: plan });
  const view = {
    name: name.at(-1)!,
    plan: shown,
    ...(statement.comment !== undefined && { comment: statement.comment }),
  };
  const global = scope === "global";
  if (replace) await uncacheView(global ? ["global_temp", view.name] : [view.name], session);
  catalog.createView(view, { replace, global });
}

async function createStoredView(statement: CreateView, session: ServerSession): Promise<void> {
  const { catalog } = session;
  const { columns, ifNotExists, plan, properties, replace, text } = statement;
  const place = catalog.placeFor(statement.name);
  const existing = catalog.global.relation(place.database, place.name);
  const resolved = await session.resolve(plan);
  if (existing !== undefined) {
    if (ifNotExists) return;
    if (existing.kind === "table")
      throw sparkError("EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE", {
        tableName: quotedName(existing),
        operation: "CREATE OR REPLACE VIEW",
      });
    if (!replace) throw alreadyExists(place);
  }
  checkCount(resolved, columns, quotedName(place));
  checkNames(resolved, place, session);
  const view: StoredView = {
    kind: "storedView",
    id: randomId(),
    ...place,
    properties,
    text,
    schema: viewSchema(resolved, columns, session),
    renames: columns !== undefined,
    queryDatabase: catalog.currentDatabase,
    settings: session.settings.kept,
    created: session.engine.clock.now(),
    ...(statement.comment !== undefined && { comment: statement.comment }),
  };
  checkReferences(plan, place, existing !== undefined, session);
  if (existing !== undefined) catalog.global.replaceRelation(view);
  else if (!catalog.global.createRelation(view) && !ifNotExists) throw alreadyExists(place);
}

/** `ALTER VIEW v AS query`: a temporary view, or one that lasts. */
export async function alterView({ name, plan, text }: AlterView, session: ServerSession): Promise<void> {
  const { catalog } = session;
  const entry = entryOf(name, session);
  const resolved = await session.resolve(plan);
  if (entry.kind === "view") {
    catalog.createView({ name: entry.name, plan: resolved }, { replace: true, global: name.length > 1 });
    return;
  }
  const view = viewOf(name, "ALTER VIEW ... AS", session);
  checkNames(resolved, view, session);
  checkReferences(plan, view, true, session);
  catalog.global.replaceRelation({
    ...view,
    text,
    schema: viewSchema(resolved, undefined, session),
    renames: false,
    queryDatabase: catalog.currentDatabase,
    settings: session.settings.kept,
  });
}

/** @throws AnalysisException `CREATE_VIEW_COLUMN_ARITY_MISMATCH.*` */
function checkCount({ output }: ResolvedRelation, columns: CreateView["columns"], viewName: string): void {
  if (columns === undefined || columns.length === output.length) return;
  const why = columns.length > output.length ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS";
  throw sparkError(`CREATE_VIEW_COLUMN_ARITY_MISMATCH.${why}`, {
    viewName,
    viewColumns: columns.map(({ name }) => quoteName(name)).join(", "),
    dataColumns: output.map(({ name }) => quoteName(name)).join(", "),
  });
}

/**
 * The columns of a view that lasts do not depend on how a version prints calls.
 *
 * @throws AnalysisException `CREATE_PERMANENT_VIEW_WITHOUT_ALIAS`
 */
function checkNames(plan: ResolvedRelation, place: Place, { settings }: ServerSession): void {
  const nameless = plan.output.find((column) => isNameless(plan, column, settings.timeZone));
  if (nameless !== undefined)
    throw sparkError("CREATE_PERMANENT_VIEW_WITHOUT_ALIAS", { name: quotedName(place), attr: `"${nameless.name}"` });
}

/** Expressions that have a name without an alias: that of what they are made of, or their own text. */
const named: ReadonlySet<string> = new Set(["literal", "cast", "field"]);

/** Whether a column is called as the call is printed that makes it. */
function isNameless(plan: ResolvedRelation, column: ResolvedColumn, timeZone: string): boolean {
  const items =
    plan.kind === "project" ? plan.items : plan.kind === "aggregate" ? [...plan.keys, ...plan.aggregates] : [];
  const expression = items.find((item) => item.column.id === column.id)?.expression ?? column;
  if (expression.kind !== "column")
    return !named.has(expression.kind) && automaticName(expression, timeZone) === column.name;
  if (expression.name !== column.name) return false;
  const input = inputsOf(plan).find(({ output }) => output.some(({ id }) => id === expression.id));
  return input !== undefined && isNameless(input, expression, timeZone);
}

/** What the view shows. @throws AnalysisException `COLUMN_ALREADY_EXISTS` */
function viewSchema(plan: ResolvedRelation, columns: CreateView["columns"], { settings }: ServerSession): StructType {
  const fields = schemaOf(plan).fields.map((field, at) => {
    const given = columns?.[at];
    if (given === undefined) return field;
    const metadata = given.comment === undefined ? {} : { comment: given.comment };
    return new StructField(given.name, field.dataType, field.nullable, metadata);
  });
  const names = fields.map(({ name }) => (settings.caseSensitive ? name : name.toLowerCase()));
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quoteName(repeated) });
  return new StructType(fields);
}

/**
 * A view that lasts reads nothing that ends with the session, and not itself.
 *
 * @throws AnalysisException `INVALID_TEMP_OBJ_REFERENCE`, `RECURSIVE_VIEW`
 */
function checkReferences(plan: Relation, place: Place, exists: boolean, { catalog }: ServerSession): void {
  const { tables, views } = collectInputs(plan, catalog.forAnalysis());
  const temporary = tables.find((name) => catalog.isTemporary(name) && !isCommonTable(plan, name));
  if (temporary !== undefined)
    throw sparkError("INVALID_TEMP_OBJ_REFERENCE", {
      obj: "VIEW",
      objName: quotedName(place),
      tempObj: "VIEW",
      tempObjName: quoteParts(temporary),
    });
  const own = quotedName(place);
  const path = views.map(({ name }) => quoteParts(name));
  if (exists && path.includes(own))
    throw sparkError("RECURSIVE_VIEW", {
      viewIdent: own,
      newPath: [own, ...path.slice(0, path.indexOf(own) + 1)].join(" -> "),
    });
}

/** Whether some WITH of a plan makes a table of a name. */
function isCommonTable(node: unknown, name: readonly string[]): boolean {
  if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return false;
  if (Array.isArray(node)) return node.some((part) => isCommonTable(part, name));
  if ("kind" in node && node.kind === "with") {
    const { tables } = node as Extract<Relation, { kind: "with" }>;
    if (name.length === 1 && tables.some((table) => table.name.toLowerCase() === name[0]!.toLowerCase())) return true;
  }
  return Object.values(node).some((part) => isCommonTable(part, name));
}

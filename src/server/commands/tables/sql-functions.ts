import { sparkError } from "../../../common/index.ts";
import type { SqlFunction } from "../../../engine/analyze/index.ts";
import { catalogName, type FunctionEntry, noSchema } from "../../../engine/catalog/index.ts";
import { allFunctions, lookupFunction } from "../../../engine/functions/index.ts";
import { type ResolvedExpression, walk } from "../../../engine/plan/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { quoteName, quoteParts, StructField, StructType } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { type Said, texts } from "./said.ts";

type CreateFunction = Extract<Statement, { kind: "createFunction" }>;

/** `CREATE FUNCTION`: the body is looked at now, and read anew whenever the function is called. */
export async function createFunction(statement: CreateFunction, session: ServerSession): Promise<void> {
  const { catalog } = session;
  const { ifNotExists, replace, temporary } = statement;
  const place = temporary ? { database: undefined, name: statement.name.at(-1)! } : catalog.placeOf(statement.name);
  if (place === undefined)
    throw sparkError("REQUIRES_SINGLE_PART_NAMESPACE", {
      sessionCatalog: catalogName,
      identifier: quoteParts(statement.name),
    });
  if (place.database !== undefined && catalog.global.findDatabase(place.database) === undefined)
    throw noSchema(place.database);
  const taken = sparkError("ROUTINE_ALREADY_EXISTS", {
    routineName: quoteParts(place.database === undefined ? [place.name] : [place.database, place.name]),
    newRoutineType: "routine",
    existingRoutineType: "routine",
  });
  const existing =
    place.database === undefined
      ? catalog.temporaryFunctions().find(({ name }) => name.toLowerCase() === place.name.toLowerCase())
      : catalog.global.function(place.database, place.name);
  if (existing !== undefined && !replace) {
    if (ifNotExists) return;
    throw taken;
  }
  const entry = await entryOf(statement, place, session);
  const created =
    entry.database === undefined
      ? catalog.createTemporaryFunction(entry, { replace })
      : catalog.global.createFunction(entry, { replace });
  if (!created && !ifNotExists) throw taken;
}

/** The function with the type that its body gives, where the text says none. */
async function entryOf(
  { body, bodyIsQuery, comment, isTable, parameters, returns }: CreateFunction,
  { database, name }: { readonly database: string | undefined; readonly name: string },
  session: ServerSession,
): Promise<FunctionEntry> {
  const catalog = session.catalog.forAnalysis();
  const fn: SqlFunction = {
    name: database === undefined ? [name] : [catalogName, database, name],
    parameters,
    returns: returns ?? new StructType(),
    isTable,
    ...(bodyIsQuery
      ? { query: session.parsers.parseQuery(body) }
      : { expression: session.parsers.parseExpression(body) }),
    parse: (text) => session.parsers.parseExpression(text),
    catalog,
  };
  const found = await session.resolveFunction(fn);
  if (!bodyIsQuery) refuseAggregates(found, body);
  if (isTable && returns !== undefined && returns.fields.length !== found.length)
    throw sparkError("USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH", {
      name: quoteParts(fn.name),
      outputSize: String(found.length),
      returnParamSize: String(returns.fields.length),
    });
  const given = found.map(
    (column) => new StructField(isTable && column.kind === "column" ? column.name : "", column.type),
  );
  return {
    name,
    database,
    parameters,
    returns: returns ?? new StructType(given),
    isTable,
    body,
    bodyIsQuery,
    queryDatabase: session.catalog.currentDatabase,
    settings: session.settings.kept,
    ...(comment !== undefined && { comment }),
  };
}

/** @throws AnalysisException `USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS` */
function refuseAggregates(found: readonly ResolvedExpression[], queryText: string): void {
  for (const expression of found)
    walk(expression, ({ kind }) => {
      if (kind === "aggregateCall" || kind === "window" || kind === "generatorCall")
        throw sparkError("USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS", { queryText });
    });
}

/** `DROP FUNCTION`. @throws AnalysisException `ROUTINE_NOT_FOUND`, `FORBIDDEN_OPERATION` for functions that are built in */
export function dropFunction(
  { ifExists, name, temporary }: Extract<Statement, { kind: "dropFunction" }>,
  { catalog, functions }: ServerSession,
): void {
  const last = name.at(-1)!;
  if (temporary) {
    const dropped = catalog.dropTemporaryFunction(last) || functions.delete(last.toLowerCase());
    if (!dropped && !ifExists) throw sparkError("ROUTINE_NOT_FOUND", { routineName: quoteName(last) });
    return;
  }
  const place = catalog.placeOf(name);
  const dropped = place !== undefined && catalog.global.dropFunction(place.database, place.name);
  if (dropped || ifExists) return;
  if (name.length === 1 && lookupFunction(last.toLowerCase()) !== undefined)
    throw sparkError("FORBIDDEN_OPERATION", { statement: "DROP", objectType: "FUNCTION", objectName: quoteName(last) });
  throw sparkError("ROUTINE_NOT_FOUND", {
    routineName: quoteParts(place === undefined ? name : [place.database, place.name]),
  });
}

/** Names of functions as listings show them. @param scope - those that are built in, those that were made, or both */
export function functionNames(
  scope: "system" | "user" | "all",
  session: ServerSession,
  database: string = session.catalog.currentDatabase,
): string[] {
  const { catalog, functions } = session;
  const made = [
    ...catalog.global.functions(database).map(({ name }) => `${catalogName}.${database}.${name}`),
    ...catalog.temporaryFunctions().map(({ name }) => name),
    ...functions.keys(),
  ];
  return [...(scope === "user" ? [] : builtIn), ...(scope === "system" ? [] : made)].sort();
}

const builtIn: readonly string[] = [...allFunctions().keys()];

/** `DESCRIBE FUNCTION`. @throws AnalysisException `UNRESOLVED_ROUTINE` */
export function describeFunction(name: readonly string[], session: ServerSession): Said {
  const schema = texts("function_desc");
  const entry = session.catalog.findFunction(name);
  const known = lookupFunction(name.join(".").toLowerCase());
  if (known !== undefined)
    return { schema, rows: [[`Function: ${known.name}`], [`Class: millrace.functions.${known.name}`]] };
  if (entry === undefined) throw unresolvedRoutine(name, session);
  const { database, isTable, parameters, returns } = entry;
  const lines = parameters.fields.map((field) => `${field.name} ${field.dataType.sql()}`);
  const shown = isTable
    ? `TABLE (${returns.fields.map((field) => `${field.name} ${field.dataType.sql()}`).join(", ")})`
    : returns.fields[0]!.dataType.sql();
  return {
    schema,
    rows: [
      [`Function: ${database === undefined ? entry.name : `${catalogName}.${database}.${entry.name}`}`],
      [`Type:     ${isTable ? "TABLE" : "SCALAR"}`],
      ...(lines.length === 0 ? ["()"] : lines).map((line, at) => [`${at === 0 ? "Input:   " : "         "} ${line}`]),
      [`Returns:  ${shown}`],
    ],
  };
}

/** The error of a function that is not there. */
export function unresolvedRoutine(name: readonly string[], { catalog }: ServerSession): Error {
  const path = [
    ["system", "builtin"],
    ["system", "session"],
    [catalogName, catalog.currentDatabase],
  ];
  return sparkError("UNRESOLVED_ROUTINE", {
    routineName: quoteParts(name),
    searchPath: `[${path.map(quoteParts).join(", ")}]`,
  });
}

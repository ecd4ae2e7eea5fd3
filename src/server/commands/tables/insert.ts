import { sparkError } from "../../../common/index.ts";
import { checkBatch } from "../../../engine/analyze/index.ts";
import { type FileTable, quotedName } from "../../../engine/catalog/index.ts";
import type { Expression, Relation, ResolvedColumn, ResolvedRelation } from "../../../engine/plan/index.ts";
import { writeFiles } from "../../../engine/sinks/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import { quoteName } from "../../../types/index.ts";
import type { Running } from "../../operations/index.ts";
import { executeOptions } from "../../requests.ts";
import type { ServerSession } from "../../session.ts";
import { defaultOf } from "./defaults.ts";
import { tableOf } from "./find.ts";
import { checkInsertSpec, checkSpec, partitionsBelow, staticFolder } from "./partitions.ts";
import { checkArity, insertColumns, refuseOwnRows } from "./save-table.ts";

type Insert = Extract<Statement, { kind: "insert" }>;

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `INSERT INTO` and `INSERT OVERWRITE`. @throws SparkException for columns that the table has not, or types that it does not take */
export async function insertStatement(statement: Insert, session: ServerSession, operation: Running): Promise<void> {
  const table = tableOf(statement.table, "INSERT", session);
  if (statement.replaceWhere)
    throw sparkError("UNSUPPORTED_FEATURE.TABLE_OPERATION", {
      tableName: quotedName(table),
      operation: "INSERT INTO ... REPLACE WHERE",
    });
  const { partition = [] } = statement;
  checkSpec(table, partition);
  const fixed = partition.filter(({ value }) => value !== undefined);
  const isFixed = (name: string): boolean => fixed.some(({ column }) => isSame(column, name));
  const open = table.schema.names.filter((name) => !isFixed(name));
  const given = statement.columns === undefined ? open : checkColumns(statement.columns, table);
  const plan = await session.resolve(withDefaults(statement.plan, given, table, session));
  checkBatch(plan);
  const byName = statement.byName ? columnsOfNames(plan, open, table) : undefined;
  if (byName === undefined) checkCount(table, given, plan, fixed.length > 0);
  checkInsertSpec(table, partition);
  const sources = byName ?? columnsOfPlaces(plan, given);
  const folder = await staticFolder(table, fixed, session);
  const values = new Map(fixed.map(({ column, value }) => [column.toLowerCase(), value!]));
  const whole = await completed(plan, sources, values, table, session);
  if (!statement.overwrite) {
    await insertColumns(table, whole, whole.output, "append", session, operation);
    return;
  }
  refuseOwnRows(table, plan, session);
  if (statement.ifNotExists && (await partitionsBelow(table, folder.folder, session)).length > 0) return;
  // Spark's dynamic mode replaces the folders that rows go to; a folder that the text names goes in every mode.
  await insertColumns(table, whole, whole.output, "overwrite", session, operation, folder);
}

/** The plan with a column for each of the table's: of the query, of PARTITION, or the default. */
async function completed(
  plan: ResolvedRelation,
  sources: ReadonlyMap<string, ResolvedColumn>,
  fixed: ReadonlyMap<string, Expression>,
  { schema }: FileTable,
  session: ServerSession,
): Promise<ResolvedRelation> {
  const missing = schema.fields.filter(({ name }) => !sources.has(name.toLowerCase()));
  const expressions = missing.map((field): Expression => {
    const value = fixed.get(field.name.toLowerCase());
    const text = defaultOf(field);
    const child: Expression =
      value ?? (text === undefined ? nullOf(field.dataType) : session.parsers.parseExpression(text));
    return { kind: "cast", child, type: field.dataType, mode: "default" };
  });
  const named = expressions.map((child, at) => ({ kind: "alias", child, names: [missing[at]!.name] }) as const);
  const constants = await session.resolve({ kind: "project", input: { kind: "oneRow" }, expressions: named });
  const ofConstants = constants.kind === "project" ? constants.items : [];
  const items = schema.fields.map(({ name }) => {
    const column = sources.get(name.toLowerCase());
    return column === undefined
      ? ofConstants[missing.findIndex((field) => field.name === name)]!
      : { expression: column, column };
  });
  return { kind: "project", input: plan, items, output: items.map(({ column }) => column) };
}

const nullOf = (type: FileTable["schema"]["fields"][number]["dataType"]): Expression => ({
  kind: "literal",
  type,
  value: null,
});

/** The plan's columns by their own names. */
function columnsOfNames(
  plan: ResolvedRelation,
  open: readonly string[],
  table: FileTable,
): ReadonlyMap<string, ResolvedColumn> {
  const tableName = quotedName(table);
  const names = plan.output.map(({ name }) => name);
  const twice = names.find((name, at) => names.findIndex((other) => isSame(other, name)) < at);
  if (twice !== undefined)
    throw sparkError("INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME", { tableName, colName: quoteName(twice) });
  const extra = names.filter((name) => !open.some((one) => isSame(one, name)));
  if (extra.length > 0)
    throw sparkError("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS", {
      tableName,
      extraColumns: extra.map(quoteName).join(", "),
    });
  return new Map(plan.output.map((column) => [column.name.toLowerCase(), column]));
}

const columnsOfPlaces = (plan: ResolvedRelation, given: readonly string[]): ReadonlyMap<string, ResolvedColumn> =>
  new Map(given.map((name, at) => [name.toLowerCase(), plan.output[at]!]));

/** @throws AnalysisException for a list that names a column twice, or one that is none */
function checkColumns(names: readonly string[], { schema }: FileTable): readonly string[] {
  const repeated = names.find((name, at) => names.findIndex((other) => isSame(other, name)) < at);
  if (repeated !== undefined) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: quoteName(repeated) });
  const unknown = names.find((name) => !schema.names.some((field) => isSame(field, name)));
  if (unknown !== undefined) {
    throw sparkError("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
      objectName: quoteName(unknown),
      proposal: schema.names.map(quoteName).join(", "),
    });
  }
  return names;
}

/** @throws AnalysisException `INSERT_COLUMN_ARITY_MISMATCH.*`, `INSERT_PARTITION_COLUMN_ARITY_MISMATCH` */
function checkCount(table: FileTable, given: readonly string[], plan: ResolvedRelation, hasFixed: boolean): void {
  if (!hasFixed || given.length === plan.output.length) {
    checkArity(table, given, plan);
    return;
  }
  const open = new Set(given);
  throw sparkError("INSERT_PARTITION_COLUMN_ARITY_MISMATCH", {
    tableName: quotedName(table),
    tableColumns: table.schema.names.map(quoteName).join(", "),
    dataColumns: plan.output.map((column) => quoteName(column.name)).join(", "),
    staticPartCols: table.schema.names
      .filter((name) => !open.has(name))
      .map(quoteName)
      .join(", "),
  });
}

/** `VALUES (1, DEFAULT)` and `SELECT 1, DEFAULT`: the word stands for the default of the column at its place. */
function withDefaults(
  plan: Relation,
  columns: readonly string[],
  { schema }: FileTable,
  { parsers }: ServerSession,
): Relation {
  const filled = (expression: Expression, at: number): Expression => {
    const isDefault =
      expression.kind === "attribute" &&
      expression.parts.length === 1 &&
      expression.parts[0]!.toUpperCase() === "DEFAULT";
    const field = schema.fields.find(({ name }) => isSame(name, columns[at] ?? ""));
    if (!isDefault || field === undefined) return expression;
    const text = defaultOf(field);
    return text === undefined ? nullOf(field.dataType) : parsers.parseExpression(text);
  };
  if (plan.kind === "values") return { ...plan, rows: plan.rows.map((row) => row.map(filled)) };
  if (plan.kind === "project") return { ...plan, expressions: plan.expressions.map(filled) };
  return plan;
}

/** `INSERT OVERWRITE DIRECTORY`. */
export async function insertDirectory(
  { format, options, path, plan }: Extract<Statement, { kind: "insertDirectory" }>,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const rows = await session.resolve(plan);
  checkBatch(rows);
  const { executor, fileSystems } = session.engine;
  const others = Object.fromEntries(Object.entries(options).filter(([key]) => key.toLowerCase() !== "path"));
  await writeFiles(
    { plan: rows, format, path, mode: "overwrite", options: others, partitionBy: [] },
    { executor, fileSystems, ...executeOptions(session, operation) },
  );
  await session.engine.filesChanged(path);
}

import { sparkError } from "../../../common/index.ts";
import { rowsOf } from "../../../engine/duckdb/index.ts";
import type { Expression, Relation } from "../../../engine/plan/index.ts";
import { formatValue, quoteComment, quoteName, StructField, StructType } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { storable } from "../store-assignment.ts";

/** Metadata of a column with a default: the expression, and the value that it has where a file lacks the column. */
const currentKey = "CURRENT_DEFAULT";
const existingKey = "EXISTS_DEFAULT";

/** Text of a column's default, undefined where it has none. */
export const defaultOf = ({ metadata }: StructField): string | undefined =>
  typeof metadata[currentKey] === "string" ? metadata[currentKey] : undefined;

/** A field with another default; null takes it away. */
export async function withDefault(
  field: StructField,
  text: string | null,
  statement: string,
  session: ServerSession,
): Promise<StructField> {
  const { [currentKey]: _, [existingKey]: existing, ...others } = field.metadata;
  if (text === null) return new StructField(field.name, field.dataType, field.nullable, others);
  const value = await constantText(field, text, statement, session);
  const metadata = { ...others, [existingKey]: existing ?? value, [currentKey]: text };
  return new StructField(field.name, field.dataType, field.nullable, metadata);
}

/**
 * The columns with what their defaults come to.
 *
 * @throws AnalysisException `INVALID_DEFAULT_VALUE.*`
 */
export async function withDefaults(schema: StructType, statement: string, session: ServerSession): Promise<StructType> {
  const fields: StructField[] = [];
  for (const field of schema.fields) {
    const text = defaultOf(field);
    fields.push(text === undefined ? field : await withDefault(field, text, statement, session));
  }
  return new StructType(fields);
}

/** SQL of the value of a default. */
async function constantText(
  { dataType, name }: StructField,
  text: string,
  statement: string,
  session: ServerSession,
): Promise<string> {
  const refuse = (why: string, more: Readonly<Record<string, string>> = {}): Error =>
    sparkError(`INVALID_DEFAULT_VALUE.${why}`, { statement, colName: quoteName(name), defaultValue: text, ...more });
  const expression = session.parsers.parseExpression(text);
  const plan = await session.resolve(constantPlan(expression)).catch((cause: unknown) => {
    if (cause instanceof Error && "condition" in cause) throw refuse("UNRESOLVED_EXPRESSION");
    throw cause;
  });
  const [column] = plan.output;
  if (!storable(column!.type, dataType))
    throw refuse("DATA_TYPE", { expectedType: `"${dataType.sql()}"`, actualType: `"${column!.type.sql()}"` });
  const { result, schema } = await session.engine.executor.execute(plan, { settings: session.settings });
  for await (const rows of rowsOf(result, schema))
    for (const [value] of rows) {
      const shown = formatValue(value, schema.fields[0]!.dataType, { zone: session.settings.timeZone });
      if (value === null) return "NULL";
      return ["string", "char", "varchar"].includes(column!.type.kind) ? quoteComment(shown) : shown;
    }
  return "NULL";
}

const constantPlan = (child: Expression): Relation => ({
  kind: "project",
  input: { kind: "oneRow" },
  expressions: [{ kind: "alias", child, names: ["value"] }],
});

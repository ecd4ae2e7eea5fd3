import { SparkException, sparkError } from "../../common/index.ts";
import { raiseSql } from "../../engine/functions/index.ts";
import type {
  NamedExpression,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedRelation,
  ScalarFunction,
} from "../../engine/plan/index.ts";
import {
  type ArrayType,
  type CharType,
  type DataType,
  type MapType,
  quoteName,
  type SparkType,
  StringType,
  type StructField,
  type StructType,
  type VarcharType,
} from "../../types/index.ts";

const numeric: ReadonlySet<string> = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);
const times: ReadonlySet<string> = new Set(["date", "timestamp", "timestamp_ntz"]);
const texts: ReadonlySet<string> = new Set(["string", "char", "varchar"]);
const nested: ReadonlySet<string> = new Set(["array", "map", "struct"]);

/**
 * Whether values of a type may be stored as another one without being asked: what loses no sense, though it may overflow.
 *
 * @see org.apache.spark.sql.catalyst.expressions.Cast.canANSIStoreAssign
 */
export function storable(from: DataType, to: DataType): boolean {
  if (from.kind === "void" || from.equals(to)) return true;
  if (numeric.has(from.kind) && numeric.has(to.kind)) return true;
  if (times.has(from.kind) && times.has(to.kind)) return true;
  if (texts.has(to.kind)) return !nested.has(from.kind);
  if (from.kind !== to.kind) return false;
  switch (from.kind) {
    case "interval_day_time":
    case "interval_year_month":
      return true;
    case "array":
      return storable((from as ArrayType).elementType, (to as ArrayType).elementType);
    case "map":
      return (
        storable((from as MapType).keyType, (to as MapType).keyType) &&
        storable((from as MapType).valueType, (to as MapType).valueType)
      );
    case "struct": {
      const [given, wanted] = [(from as StructType).fields, (to as StructType).fields];
      return (
        given.length === wanted.length &&
        given.every((field, index) => storable(field.dataType, wanted[index]!.dataType))
      );
    }
    default:
      return false;
  }
}

/**
 * A plan whose columns, each for the field at its place, have the types of a table.
 *
 * @param columns - columns of the plan
 * @param tableName - for messages, quoted
 * @throws AnalysisException `INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST`
 */
export function assigned(
  plan: ResolvedRelation,
  columns: readonly ResolvedColumn[],
  fields: readonly StructField[],
  tableName: string,
  nextId: () => number,
): ResolvedRelation {
  const items = fields.map(({ name, dataType }, index): NamedExpression => {
    const child = columns[index]!;
    if (!storable(child.type, dataType)) throw unstorable(child.type, dataType, [name], tableName);
    const fixed = dataType as SparkType;
    const isFixed = fixed.kind === "char" || fixed.kind === "varchar";
    const type = isFixed ? text : dataType;
    const column = { kind: "column", id: nextId(), name, type, nullable: true, qualifier: [] } as const;
    const stored: ResolvedExpression = child.type.equals(type)
      ? child
      : { kind: "cast", child, type, nullable: true, mode: "ansi", implicit: true };
    return { expression: isFixed ? fitted(stored, fixed) : stored, column };
  });
  return { kind: "project", input: plan, items, output: items.map(({ column }) => column) };
}

const text = new StringType();

/** Text in its column: as long as CHAR says, no longer than VARCHAR says, where trailing spaces do not count. */
function fitted(value: ResolvedExpression, { kind, length }: CharType | VarcharType): ResolvedExpression {
  const refused = raiseSql("EXCEED_LIMIT_LENGTH", { limit: `'${length}'` });
  const fn: ScalarFunction = {
    kind: "scalar",
    name: `${kind}(${length})`,
    resolve: () => ({ argTypes: [text], type: text, nullable: true }),
    sql: ([sql]) => {
      const whole = kind === "char" ? `rpad(${sql}, ${length}, ' ')` : sql;
      const cut = `WHEN length(rtrim(${sql}, ' ')) <= ${length} THEN left(${sql}, ${length})`;
      return `CASE WHEN ${sql} IS NULL OR length(${sql}) <= ${length} THEN ${whole} ${cut} ELSE ${refused} END`;
    },
  };
  return { kind: "call", function: fn, name: fn.name, args: [value], type: text, nullable: true };
}

/** The error of a value that is not stored, with the way to the field that it is about. */
function unstorable(from: DataType, to: DataType, path: readonly string[], tableName: string): SparkException {
  const colName = path.map(quoteName).join(".");
  if (from.kind === "struct" && to.kind === "struct") {
    const [given, wanted] = [(from as StructType).fields, (to as StructType).fields];
    if (given.length < wanted.length)
      return sparkError("INCOMPATIBLE_DATA_FOR_TABLE.STRUCT_MISSING_FIELDS", {
        tableName,
        colName,
        missingFields: wanted
          .slice(given.length)
          .map(({ name }) => quoteName(name))
          .join(", "),
      });
    const at = wanted.findIndex(({ dataType }, index) => !storable(given[index]!.dataType, dataType));
    if (at >= 0) return unstorable(given[at]!.dataType, wanted[at]!.dataType, [...path, wanted[at]!.name], tableName);
  }
  return sparkError("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST", {
    tableName,
    colName,
    srcType: `"${from.sql()}"`,
    targetType: `"${to.sql()}"`,
  });
}

/** The error of an insertion: a value that its column does not hold is told with the column's name. */
export function insertionError(
  error: unknown,
  columns: readonly ResolvedColumn[],
  fields: readonly StructField[],
): unknown {
  if (!(error instanceof SparkException)) return error;
  const { condition, messageParameters } = error;
  const at = columns.findIndex((column, index) => {
    const [source, target] = [`"${column.type.sql()}"`, fields[index]!.dataType];
    if (column.type.equals(target)) return false;
    if (condition === "CAST_OVERFLOW")
      return messageParameters.sourceType === source && messageParameters.targetType === `"${target.sql()}"`;
    return (
      condition?.startsWith("NUMERIC_VALUE_OUT_OF_RANGE.") === true &&
      target.sql() === `DECIMAL(${messageParameters.precision},${messageParameters.scale})`
    );
  });
  if (at < 0) return error;
  return sparkError(
    "CAST_OVERFLOW_IN_TABLE_INSERT",
    {
      sourceType: `"${columns[at]!.type.sql()}"`,
      targetType: `"${fields[at]!.dataType.sql()}"`,
      columnName: quoteName(fields[at]!.name),
    },
    { cause: error },
  );
}

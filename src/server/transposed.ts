import { sparkError } from "../common/index.ts";
import { widestType } from "../engine/functions/index.ts";
import type { Expression, LiteralExpression, Relation, TransposeRelation } from "../engine/plan/index.ts";
import { type DataType, IntegerType, NullType, StringType, StructField, StructType } from "../types/index.ts";
import type { LookedUp } from "./looked-up.ts";

const string = new StringType();

/**
 * The rows of a transpose: one for each column of the input but the index, and a column for each row of the input, called as its index
 * says, in ascending order. Rows without an index are left out.
 *
 * @param rowsOf - runs a query
 * @param mostColumns - `spark.sql.transposeMaxValues`
 * @throws SparkException `TRANSPOSE_*`
 * @see org.apache.spark.sql.catalyst.analysis.ResolveTranspose
 */
export async function transposed(
  { index, input, planId }: TransposeRelation,
  rowsOf: (query: Relation) => Promise<LookedUp>,
  mostColumns: number,
): Promise<Relation> {
  const limited = (query: Relation, count: number): Relation => ({
    kind: "limit",
    input: query,
    limit: integer(count),
  });
  const { schema } = await rowsOf(limited(input, 0));
  const placed: Relation = { kind: "toDf", input, names: schema.fields.map((_, at) => `c${at}`) };
  const at = index === undefined ? 0 : schema.fields.findIndex((field) => isColumn(index, field.name));
  if (at < 0) throw sparkError("TRANSPOSE_INVALID_INDEX_COLUMN", { reason: "it is no column of the DataFrame" });
  const { dataType } = schema.fields[at]!;
  if (nested.has(dataType.kind)) {
    const reason = `Index column must be of atomic type, but found: ${dataType.simpleString()}`;
    throw sparkError("TRANSPOSE_INVALID_INDEX_COLUMN", { reason });
  }
  const others = schema.fields.filter((_, place) => place !== at);
  const type = others.reduce<DataType>((one, { dataType: other }) => widest(one, other), new NullType());
  const sorted: Relation = {
    kind: "sort",
    input: placed,
    order: [{ kind: "sort", child: { kind: "attribute", parts: [`c${at}`] }, descending: false, nullsFirst: true }],
    global: true,
  };
  const text = (child: Expression): Expression => ({ kind: "cast", child, type: string, mode: "default" });
  const selected: Relation = {
    kind: "project",
    input: sorted,
    expressions: [
      text({ kind: "attribute", parts: [`c${at}`] }),
      ...schema.fields.flatMap((_, place): Expression[] =>
        place === at
          ? []
          : [{ kind: "cast", child: { kind: "attribute", parts: [`c${place}`] }, type, mode: "default" }],
      ),
    ],
  };
  const { rows } = await rowsOf(limited(selected, mostColumns + 1));
  if (rows.length > mostColumns) {
    const maxValues = String(mostColumns);
    throw sparkError("TRANSPOSE_EXCEED_ROW_LIMIT", { maxValues, config: "spark.sql.transposeMaxValues" });
  }
  const known = rows.filter(([key]) => key !== null);
  const literal = (value: unknown, of: DataType): LiteralExpression => ({ kind: "literal", type: of, value });
  const values = others.map((field, place) => [
    literal(field.name, string),
    ...known.map((row) => literal(row[place + 1], type)),
  ]);
  const columns = new StructType([
    new StructField("key", string, false),
    ...known.map(([key]) => new StructField(key as string, others.length === 0 ? string : type)),
  ]);
  return { kind: "values", rows: values, schema: columns, ...(planId !== undefined && { planId }) };
}

const nested: ReadonlySet<string> = new Set(["array", "map", "struct", "variant"]);

const integer = (value: number): LiteralExpression => ({ kind: "literal", type: new IntegerType(), value });

const isColumn = (expression: Expression, name: string): boolean =>
  expression.kind === "attribute" && expression.parts.at(-1)!.toLowerCase() === name.toLowerCase();

/** @throws SparkException `TRANSPOSE_NO_LEAST_COMMON_TYPE` */
function widest(one: DataType, other: DataType): DataType {
  const type = widestType([one, other], true, false);
  if (type !== undefined) return type;
  throw sparkError("TRANSPOSE_NO_LEAST_COMMON_TYPE", { dt1: `"${one.sql()}"`, dt2: `"${other.sql()}"` });
}

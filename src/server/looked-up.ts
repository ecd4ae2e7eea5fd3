import { sparkError } from "../common/index.ts";
import type {
  AggregateRelation,
  Grouping,
  LiteralExpression,
  ParseRelation,
  Relation,
  TransposeRelation,
} from "../engine/plan/index.ts";
import { IntegerType, type StructType } from "../types/index.ts";
import { type ParseTexts, parsed } from "./parsed.ts";
import { transposed } from "./transposed.ts";

type Pivot = Extract<Grouping, { type: "pivot" }>;
type OpenPivot = AggregateRelation & { readonly grouping: Pivot };

/** `spark.sql.pivotMaxValues` of Spark. */
const mostValues = 10_000;

/** Rows of a query that has been run. */
export interface LookedUp {
  readonly schema: StructType;
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs a query.
 *
 * @param onStream - the condition of the error for a stream; the usual one where absent
 */
type RowsOf = (query: Relation, onStream?: string) => Promise<LookedUp>;

/** What looking up works with. */
export interface LookingUp {
  readonly rowsOf: RowsOf;
  /** Reads texts as records of a format. */
  readonly parse: ParseTexts;
  /** `spark.sql.transposeMaxValues` */
  readonly mostColumns: number;
}

/**
 * The plan with what it takes from rows that are there now: the values of pivots that name none, in ascending order, and whole
 * transposes, whose columns are called as their rows say; and texts that are records, which are parsed.
 *
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1324` where a pivot has more than 10,000 values, `TRANSPOSE_*`
 * @see org.apache.spark.sql.classic.RelationalGroupedDataset.collectPivotValues
 */
export async function withLookedUp(plan: Relation, { mostColumns, parse, rowsOf }: LookingUp): Promise<Relation> {
  const fill = async (node: unknown): Promise<unknown> => {
    if (!holdsOpen(node)) return node;
    if (Array.isArray(node)) return Promise.all(node.map(fill));
    const entries = await Promise.all(
      Object.entries(node).map(async ([key, part]) => [key, await fill(part)] as const),
    );
    const filled: unknown = Object.fromEntries(entries);
    if (isTranspose(filled)) return transposed(filled, rowsOf, mostColumns);
    if (isParse(filled)) return parsed(filled, rowsOf, parse);
    return isOpenPivot(filled) ? withValues(filled, rowsOf) : filled;
  };
  return (await fill(plan)) as Relation;
}

async function withValues(pivot: OpenPivot, rowsOf: RowsOf): Promise<Relation> {
  const { rows, schema } = await rowsOf(distinctValues(pivot), "_LEGACY_ERROR_TEMP_3063");
  if (rows.length > mostValues) {
    const pivotColumn = pivot.grouping.column;
    throw sparkError("_LEGACY_ERROR_TEMP_1324", {
      pivotColumn: pivotColumn.kind === "attribute" ? pivotColumn.parts.join(".") : pivotColumn.kind,
      maxValues: String(mostValues),
    });
  }
  const type = schema.fields[0]!.dataType;
  const values = rows.map(([value]): LiteralExpression => ({ kind: "literal", type, value }));
  return { ...pivot, grouping: { ...pivot.grouping, values } };
}

/** Whether some part of a plan waits for rows. */
function holdsOpen(node: unknown): node is object {
  if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return false;
  if (Array.isArray(node)) return node.some(holdsOpen);
  // Literals and local rows hold no relations.
  if ("kind" in node && (node.kind === "literal" || node.kind === "local")) return false;
  return (
    isOpenPivot(node) ||
    isTranspose(node) ||
    isParse(node) ||
    Object.entries(node).some(([key, part]) => !leaves.has(key) && holdsOpen(part))
  );
}

const leaves: ReadonlySet<string> = new Set(["type", "schema"]);

function isOpenPivot(node: unknown): node is OpenPivot {
  if (typeof node !== "object" || node === null || !("kind" in node) || node.kind !== "aggregate") return false;
  const { grouping } = node as AggregateRelation;
  return grouping.type === "pivot" && grouping.values.length === 0;
}

const isTranspose = (node: unknown): node is TransposeRelation =>
  typeof node === "object" && node !== null && "kind" in node && node.kind === "transpose" && "input" in node;

const isParse = (node: unknown): node is ParseRelation =>
  typeof node === "object" && node !== null && "kind" in node && node.kind === "parse" && "input" in node;

function distinctValues({ grouping, input }: OpenPivot): Relation {
  const named = { kind: "alias", child: grouping.column, names: ["value"] } as const;
  const values: Relation = { kind: "project", input, expressions: [named] };
  const distinct: Relation = { kind: "deduplicate", input: values, columns: "distinct", withinWatermark: false };
  const limit: LiteralExpression = { kind: "literal", type: new IntegerType(), value: mostValues + 1 };
  const child = { kind: "attribute", parts: ["value"] } as const;
  return {
    kind: "sort",
    input: { kind: "limit", input: distinct, limit },
    order: [{ kind: "sort", child, descending: false, nullsFirst: true }],
    global: true,
  };
}

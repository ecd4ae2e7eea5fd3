import { sparkError } from "../common/index.ts";
import type { AggregateRelation, Grouping, LiteralExpression, Relation } from "../engine/plan/index.ts";
import { IntegerType } from "../types/index.ts";

type Pivot = Extract<Grouping, { type: "pivot" }>;
type OpenPivot = AggregateRelation & { readonly grouping: Pivot };

/** `spark.sql.pivotMaxValues` of Spark. */
const mostValues = 10_000;

/**
 * The plan with the values of pivots that name none, which are those that their columns have now, in ascending order.
 *
 * @param valuesOf - runs a query of one column
 * @throws AnalysisException `_LEGACY_ERROR_TEMP_1324` where there are more than 10,000
 * @see org.apache.spark.sql.classic.RelationalGroupedDataset.collectPivotValues
 */
export async function withPivotValues(
  plan: Relation,
  valuesOf: (query: Relation) => Promise<readonly LiteralExpression[]>,
): Promise<Relation> {
  const fill = async (node: unknown): Promise<unknown> => {
    if (!holdsOpenPivot(node)) return node;
    if (Array.isArray(node)) return Promise.all(node.map(fill));
    const entries = await Promise.all(
      Object.entries(node).map(async ([key, part]) => [key, await fill(part)] as const),
    );
    const filled: unknown = Object.fromEntries(entries);
    if (!isOpenPivot(filled)) return filled;
    const values = await valuesOf(distinctValues(filled));
    if (values.length > mostValues) {
      const pivotColumn = filled.grouping.column;
      throw sparkError("_LEGACY_ERROR_TEMP_1324", {
        pivotColumn: pivotColumn.kind === "attribute" ? pivotColumn.parts.join(".") : pivotColumn.kind,
        maxValues: String(mostValues),
      });
    }
    return { ...filled, grouping: { ...filled.grouping, values } };
  };
  return (await fill(plan)) as Relation;
}

/** Whether some part of a plan is a pivot without values. */
function holdsOpenPivot(node: unknown): node is object {
  if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return false;
  if (Array.isArray(node)) return node.some(holdsOpenPivot);
  // Literals and local rows hold no relations.
  if ("kind" in node && (node.kind === "literal" || node.kind === "local")) return false;
  return isOpenPivot(node) || Object.entries(node).some(([key, part]) => !leaves.has(key) && holdsOpenPivot(part));
}

const leaves: ReadonlySet<string> = new Set(["type", "schema"]);

function isOpenPivot(node: unknown): node is OpenPivot {
  if (typeof node !== "object" || node === null || !("kind" in node) || node.kind !== "aggregate") return false;
  const { grouping } = node as AggregateRelation;
  return grouping.type === "pivot" && grouping.values.length === 0;
}

function distinctValues({ grouping, input }: OpenPivot): Relation {
  const named = { kind: "alias", child: grouping.column, names: ["value"] } as const;
  const values: Relation = { kind: "project", input, expressions: [named] };
  const distinct: Relation = { kind: "deduplicate", input: values, columns: "all", withinWatermark: false };
  const limit: LiteralExpression = { kind: "literal", type: new IntegerType(), value: mostValues + 1 };
  const child = { kind: "attribute", parts: ["value"] } as const;
  return {
    kind: "sort",
    input: { kind: "limit", input: distinct, limit },
    order: [{ kind: "sort", child, descending: false, nullsFirst: true }],
    global: true,
  };
}

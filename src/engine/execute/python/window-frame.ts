import { IntegerType } from "../../../types/index.ts";
import { lookupFunction } from "../../functions/index.ts";
import type {
  AggregateFunction,
  PythonWindow,
  ResolvedColumn,
  ResolvedExpression,
  ResolvedRelation,
  ResolvedWindow,
  WindowFrame,
  WindowFunction,
} from "../../plan/index.ts";

const integer: { readonly type: IntegerType; readonly nullable: boolean } = { type: new IntegerType(), nullable: true };

type Frame = WindowFrame<ResolvedExpression>;

const upToCurrentRow: Frame = { unit: "rows", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } };

/**
 * The rows with what a function needs to know of its window: their places within their partitions, and where the frame is less than the
 * whole partition, the places of its first row and its last. DuckDB finds those as the least and the greatest place over the frame.
 *
 * @param column - makes a column with an id of its own
 */
export function withFrame(
  input: ResolvedRelation,
  { frame, orderBy, partitionBy }: Pick<ResolvedWindow, "frame" | "orderBy" | "partitionBy">,
  column: (name: string, expression: typeof integer) => ResolvedColumn,
): { readonly plan: ResolvedRelation; readonly window: PythonWindow } {
  const over = { kind: "window", partitionBy, ...integer } as const;
  const position = column("position", integer);
  const numbered = added(input, [[position, { ...over, call: rowNumber(), orderBy, frame: upToCurrentRow }]]);
  if (frame.lower.kind === "unboundedPreceding" && frame.upper.kind === "unboundedFollowing")
    return { plan: numbered, window: { position } };
  // Rows that the order leaves equal have their places already.
  const order = frame.unit === "rows" ? [{ child: position, descending: false, nullsFirst: true }] : orderBy;
  const bound = (name: "min" | "max"): ResolvedWindow => ({
    ...over,
    call: {
      kind: "aggregateCall",
      function: lookupFunction(name) as AggregateFunction,
      name,
      args: [position],
      distinct: false,
      ignoreNulls: false,
      orderBy: [],
      ...integer,
    },
    orderBy: order,
    frame,
  });
  const [first, last] = [column("first", integer), column("last", integer)];
  const plan = added(numbered, [
    [first, bound("min")],
    [last, bound("max")],
  ]);
  return { plan, window: { position, frame: { first, last } } };
}

function rowNumber(): ResolvedWindow["call"] {
  const name = "row_number";
  return {
    kind: "windowCall",
    function: lookupFunction(name) as WindowFunction,
    name,
    args: [],
    ignoreNulls: false,
    ...integer,
  };
}

function added(
  input: ResolvedRelation,
  columns: readonly (readonly [ResolvedColumn, ResolvedExpression])[],
): ResolvedRelation {
  const items = [
    ...input.output.map((column) => ({ expression: column, column })),
    ...columns.map(([column, expression]) => ({ expression, column })),
  ];
  return { kind: "project", input, items, output: items.map(({ column }) => column) };
}

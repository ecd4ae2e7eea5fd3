import { ArrayType, DoubleType, LongType, StringType } from "../../types/index.ts";
import type { AttributeExpression, Expression, FrequentItemsRelation, Relation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { isStreaming } from "./is-streaming.ts";
import { resolveProject } from "./resolve-row-wise.ts";
import type { Scope } from "./scope.ts";
import { refusal } from "./streaming-refusal.ts";

const call = (name: string, ...args: readonly Expression[]): Expression => ({ kind: "call", name, args });
const attribute = (name: string): Expression => ({ kind: "attribute", parts: [name] });
const named = (child: Expression, name: string) => ({ kind: "alias", child, names: [name] }) as const;
const one: Expression = { kind: "literal", type: new LongType(), value: 1n };
const overAll = (fn: Expression): Expression => ({ kind: "window", function: fn, partitionBy: [], orderBy: [] });

/**
 * `freqItems`: of each column the values that make up more than a share of its rows, and all values where they are few. Spark's sketch
 * may give some more, which depends on how rows are spread.
 *
 * @see org.apache.spark.sql.catalyst.expressions.aggregate.CollectFrequentItems
 */
export function resolveFrequentItems(relation: FrequentItemsRelation, analysis: Analysis): Scope {
  const { columns, input, names, planId, support } = relation;
  const scope = analysis.relation(input, analysis);
  if (isStreaming(scope.plan))
    throw refusal(
      "freqItems looks at all rows more than once, which those of a stream do not allow.",
      "Count the values instead, groupBy(column).count() in complete mode, and look for the frequent ones in the table that the query writes.",
    );
  const expressions = columns.map((column, at) => {
    const plan = itemsOf(input, column, support);
    const type = new ArrayType(analysis.expression(column, { scope }, analysis).type);
    const items: Expression = {
      kind: "cast",
      child: { kind: "subquery", form: "scalar", values: [], plan },
      type,
      mode: "default",
    };
    return named(call("coalesce", items, call("array")), `${names[at]!}_freqItems`);
  });
  return resolveProject(
    { kind: "project", input: { kind: "oneRow" }, expressions, ...(planId !== undefined && { planId }) },
    analysis,
  );
}

function itemsOf(input: Relation, column: AttributeExpression, support: number): Relation {
  const counted: Relation = {
    kind: "aggregate",
    input,
    grouping: { type: "groupBy" },
    keys: [named(column, "item")],
    aggregates: [named(call("count", one), "times")],
    includeKeys: true,
  };
  const measured: Relation = {
    kind: "project",
    input: counted,
    expressions: [
      attribute("item"),
      attribute("times"),
      named(overAll(call("sum", attribute("times"))), "rows"),
      named(overAll(call("count", one)), "items"),
    ],
  };
  // The sketch has room for so many values, and forgets none before it is full.
  const room: Expression = { kind: "literal", type: new LongType(), value: BigInt(Math.trunc(1 / support)) };
  const share: Expression = { kind: "literal", type: new DoubleType(), value: support };
  const condition = call(
    "or",
    call("<=", attribute("items"), room),
    call(">", attribute("times"), call("*", attribute("rows"), share)),
  );
  // NULL is an item as well, which an aggregate takes within a struct only.
  const structs = call("collect_list", call("struct", attribute("item")));
  const field: Expression = { kind: "literal", type: new StringType(), value: "item" };
  return {
    kind: "project",
    input: { kind: "filter", input: measured, condition },
    expressions: [{ kind: "extract", child: structs, extraction: field }],
  };
}

import { automaticName } from "../analyze/index.ts";
import {
  type Expression,
  inputsOf,
  type NamedExpression,
  type Relation,
  type ResolvedExpression,
  type ResolvedRelation,
  type ResolvedSort,
} from "../plan/index.ts";

/** A line of a plan and the plans below it. */
interface Node {
  readonly line: string;
  readonly inputs: readonly Node[];
}

/** A resolved plan as a tree, a line for each relation. */
export const planText = (plan: ResolvedRelation, timeZone: string): string => tree(resolvedNode(plan, timeZone));

/** A plan as it was written, before analysis; names that are not resolved begin with a quote. */
export const parsedText = (plan: Relation): string => tree(parsedNode(plan));

function tree({ line, inputs }: Node, first = "", rest = ""): string {
  const below = inputs.map((input, i) => {
    const last = i === inputs.length - 1;
    return tree(input, `${rest}${last ? "+- " : ":- "}`, `${rest}${last ? "   " : ":  "}`);
  });
  return `${first}${line}\n${below.join("")}`;
}

function resolvedNode(plan: ResolvedRelation, timeZone: string): Node {
  return {
    line: resolvedLine(plan, (expression) => automaticName(expression, timeZone)),
    inputs: inputsOf(plan).map((input) => resolvedNode(input, timeZone)),
  };
}

function resolvedLine(plan: ResolvedRelation, print: (expression: ResolvedExpression) => string): string {
  const columns = `[${plan.output.map((column) => column.name).join(", ")}]`;
  const named = ({ expression, column }: NamedExpression): string => {
    const text = print(expression);
    return text === column.name ? text : `${text} AS ${column.name}`;
  };
  const sorted = (sort: ResolvedSort): string =>
    `${print(sort.child)} ${sort.descending ? "DESC" : "ASC"} NULLS ${sort.nullsFirst ? "FIRST" : "LAST"}`;
  switch (plan.kind) {
    case "scan":
      return `${plan.source.streaming ? "StreamingRelation" : "Relation"} ${plan.source.format} ${plan.source.paths.join(", ")}${columns}`;
    case "storedTable":
      return `Table ${plan.sqlName} ${columns}`;
    case "localRows":
      return `LocalRelation ${columns}`;
    case "range":
      return `Range (${plan.start}, ${plan.end}, step=${plan.step})`;
    case "values":
      return plan.output.length === 0 ? "OneRowRelation" : `Values ${plan.rows.length} rows ${columns}`;
    case "project":
      return `Project [${plan.items.map(named).join(", ")}]`;
    case "filter":
      return `Filter ${print(plan.condition)}`;
    case "aggregate": {
      const keys = plan.keys.map(named).join(", ");
      const sets =
        plan.groupingSets === undefined
          ? ""
          : `, sets (${plan.groupingSets.map((set) => `(${set.join(", ")})`).join(", ")})`;
      return `Aggregate [${keys}]${sets}, [${plan.aggregates.map(named).join(", ")}]`;
    }
    case "join":
      return `${plan.lateral ? "LateralJoin" : "Join"} ${plan.type}${plan.condition === undefined ? "" : `, ${print(plan.condition)}`}`;
    case "union":
      return "Union";
    case "setOperation":
      return `${plan.operation === "intersect" ? "Intersect" : "Except"}${plan.all ? " All" : ""}`;
    case "recursion":
      return `UnionLoop ${columns}`;
    case "sort":
      return `Sort [${plan.order.map(sorted).join(", ")}], ${plan.global}`;
    case "limit":
      return (
        [plan.limit === undefined ? "" : `Limit ${plan.limit}`, plan.offset === 0n ? "" : `Offset ${plan.offset}`]
          .filter(Boolean)
          .join(" ") || "Limit"
      );
    case "tail":
      return `Tail ${plan.limit}`;
    case "distinct":
      return "Distinct";
    case "deduplicate":
      return `Deduplicate [${plan.keys.map((key) => key.name).join(", ")}]`;
    case "sample":
      return `Sample ${plan.fraction}, ${plan.withReplacement}, ${plan.seed}`;
    case "generate":
      return `Generate ${plan.generator.name}(${plan.generator.args.map(print).join(", ")}), ${plan.outer}, [${plan.generated.map((column) => column.name).join(", ")}]`;
    case "pythonMap":
      return `PythonMap ${plan.name} ${columns}`;
    case "pythonGroupMap":
      return `PythonGroupMap ${plan.name} ${columns}`;
    case "groupProgram":
      return `TransformWithState ${plan.program.timeMode}, ${plan.program.outputMode} ${columns}`;
    case "pythonAggregate":
      return `PythonAggregate [${plan.calls.map((call) => call.name).join(", ")}]`;
    case "pythonEval":
      return `PythonEval [${plan.calls.map((call) => call.name).join(", ")}]`;
    case "observe":
      return `CollectMetrics ${plan.name}, [${plan.metrics.output.map((column) => column.name).join(", ")}]`;
    case "watermark":
      return `EventTimeWatermark ${plan.column.name}, ${plan.delay} microseconds`;
  }
}

function parsedNode(plan: Relation): Node {
  const inputs =
    plan.kind === "pythonGroupMap"
      ? plan.inputs.map(({ input }) => input)
      : "input" in plan
        ? [plan.input]
        : "left" in plan
          ? [plan.left, plan.right]
          : "plan" in plan
            ? [plan.plan]
            : [];
  const title = plan.kind.charAt(0).toUpperCase() + plan.kind.slice(1);
  const details = parsedDetails(plan);
  const resolved = ["range", "local", "oneRow", "cached"].includes(plan.kind);
  return {
    line: `${resolved ? "" : "'"}${title}${details === "" ? "" : ` ${details}`}`,
    inputs: (inputs as readonly Relation[]).map(parsedNode),
  };
}

function parsedDetails(plan: Relation): string {
  const list = (expressions: readonly Expression[]): string => `[${expressions.map(expressionText).join(", ")}]`;
  switch (plan.kind) {
    case "read":
      return `${plan.format} ${plan.paths.join(", ")}`.trim();
    case "table":
      return plan.name.join(".");
    case "range":
      return `(${plan.start}, ${plan.end}, step=${plan.step})`;
    case "project":
      return list(plan.expressions);
    case "filter":
      return expressionText(plan.condition);
    case "aggregate":
      return `${list(plan.keys)}, ${list(plan.aggregates)}`;
    case "join":
      return `${plan.type}${plan.condition === undefined ? "" : `, ${expressionText(plan.condition)}`}`;
    case "setOperation":
      return `${plan.operation}${plan.all ? " all" : ""}`;
    case "sort":
      return list(plan.order);
    case "limit":
      return expressionText(plan.limit);
    case "offset":
      return expressionText(plan.offset);
    case "tail":
      return String(plan.limit);
    case "alias":
      return plan.name;
    case "withColumns":
      return list(plan.columns);
    case "drop":
      return [...plan.columns.map(expressionText), ...plan.names].join(", ");
    case "statistic":
      return `${plan.statistic.kind}, ${list(plan.columns)}`;
    case "observe":
      return `${plan.name}, ${list(plan.metrics)}`;
    case "watermark":
      return `${plan.column}, ${plan.delay}`;
    default:
      return "";
  }
}

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return String(expression.value);
    case "attribute":
      return `'${expression.parts.join(".")}`;
    case "star":
      return [...expression.target, "*"].join(".");
    case "regex":
      return `'${expression.pattern}`;
    case "call":
      return `'${expression.name}(${expression.distinct ? "distinct " : ""}${expression.args.map(expressionText).join(", ")})`;
    case "pythonCall":
      return `'${expression.function.name}(${expression.args.map(expressionText).join(", ")})`;
    case "alias":
      return `${expressionText(expression.child)} AS ${expression.names.join(", ")}`;
    case "cast":
      return `cast(${expressionText(expression.child)} as ${expression.type.simpleString()})`;
    case "sort":
      return `${expressionText(expression.child)} ${expression.descending ? "DESC" : "ASC"} NULLS ${expression.nullsFirst ? "FIRST" : "LAST"}`;
    case "window":
      return `${expressionText(expression.function)} OVER (PARTITION BY ${expression.partitionBy.map(expressionText).join(", ")} ORDER BY ${expression.orderBy.map(expressionText).join(", ")})`;
    case "lambda":
      return `(${expression.parameters.join(", ")}) -> ${expressionText(expression.body)}`;
    case "lambdaVariable":
      return expression.name;
    case "extract":
      return `${expressionText(expression.child)}[${expressionText(expression.extraction)}]`;
    case "updateFields":
      return `update_fields(${expressionText(expression.child)}, ${expression.field})`;
    case "subquery":
      return `${expression.form}-subquery`;
    case "namedArgument":
      return `${expression.name} => ${expressionText(expression.value)}`;
  }
}

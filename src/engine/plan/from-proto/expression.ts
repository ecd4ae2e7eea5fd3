import * as proto from "../../../protocol/index.ts";
import { parseDataType } from "../../../types/index.ts";
import type {
  AliasExpression,
  CastMode,
  Expression,
  FrameBound,
  SortExpression,
  SubqueryExpression,
  WindowExpression,
  WindowFrame,
} from "../expression.ts";
import { parseAttributeName } from "./attribute-name.ts";
import { type Converter, invalidPlan, required, unsupportedNode } from "./converter.ts";
import { dataTypeFromProto } from "./data-type.ts";
import { literalFromProto } from "./literal.ts";
import { pythonFunctionFromProto } from "./python-function.ts";

/** One expression message. */
export function convertExpression(message: proto.Expression, convert: Converter): Expression {
  const { exprType } = message;
  switch (exprType.case) {
    case "literal":
      return literalFromProto(exprType.value);
    case "unresolvedAttribute":
      return attribute(exprType.value);
    case "unresolvedFunction": {
      const { functionName, arguments: args, isDistinct } = exprType.value;
      return {
        kind: "call",
        name: internalFunctions[functionName] ?? functionName,
        args: expressions(args, convert),
        ...(isDistinct && { distinct: true }),
      };
    }
    case "callFunction":
      return {
        kind: "call",
        name: convert.parsers.parseMultipartIdentifier(exprType.value.functionName).join("."),
        args: expressions(exprType.value.arguments, convert),
      };
    case "expressionString":
      return convert.parsers.parseExpression(exprType.value.expression);
    case "unresolvedStar":
      return {
        kind: "star",
        target: starTarget(exprType.value.unparsedTarget),
        ...planIdOf(exprType.value),
      };
    case "alias":
      return aliasFromProto(exprType.value, convert);
    case "cast":
      return cast(exprType.value, convert);
    case "unresolvedRegex":
      return regex(exprType.value);
    case "sortOrder":
      return sortFromProto(exprType.value, convert);
    case "lambdaFunction":
      return {
        kind: "lambda",
        parameters: exprType.value.arguments.map((argument) => argument.nameParts.join(".")),
        body: convert.expression(required(exprType.value.function, "LambdaFunction.function")),
      };
    case "unresolvedNamedLambdaVariable":
      return { kind: "lambdaVariable", name: exprType.value.nameParts.join(".") };
    case "window":
      return window(exprType.value, convert);
    case "unresolvedExtractValue":
      return {
        kind: "extract",
        child: convert.expression(required(exprType.value.child, "UnresolvedExtractValue.child")),
        extraction: convert.expression(required(exprType.value.extraction, "UnresolvedExtractValue.extraction")),
      };
    case "updateFields": {
      const { structExpression, fieldName, valueExpression } = exprType.value;
      return {
        kind: "updateFields",
        child: convert.expression(required(structExpression, "UpdateFields.struct_expression")),
        field: fieldName,
        ...(valueExpression && { value: convert.expression(valueExpression) }),
      };
    }
    case "namedArgumentExpression":
      return {
        kind: "namedArgument",
        name: exprType.value.key,
        value: convert.expression(required(exprType.value.value, "NamedArgumentExpression.value")),
      };
    case "subqueryExpression":
      return subquery(exprType.value, convert);
    case "commonInlineUserDefinedFunction":
      return {
        kind: "pythonCall",
        function: pythonFunctionFromProto(exprType.value),
        args: expressions(exprType.value.arguments, convert),
      };
    case undefined:
      throw invalidPlan("Expression.expr_type is not set");
    default:
      throw unsupportedNode(`the expression ${exprType.case}`, "Use the functions of millrace instead.");
  }
}

/** Functions that clients call and users do not know, by what they are here: all rows are of one partition. */
const internalFunctions: Readonly<Record<string, string>> = { distributed_sequence_id: "monotonically_increasing_id" };

export function expressions(messages: readonly proto.Expression[], convert: Converter): Expression[] {
  return messages.map((message) => convert.expression(message));
}

export function aliasFromProto(message: proto.Expression_Alias, convert: Converter): AliasExpression {
  if (message.name.length === 0) throw invalidPlan("Alias.name is empty");
  if (message.name.length > 1 && message.metadata !== undefined)
    throw invalidPlan("Alias expressions with more than 1 identifier must not use optional metadata.");
  return {
    kind: "alias",
    child: convert.expression(required(message.expr, "Alias.expr")),
    names: message.name,
    ...(message.metadata && { metadata: JSON.parse(message.metadata) as Record<string, unknown> }),
  };
}

export function sortFromProto(message: proto.Expression_SortOrder, convert: Converter): SortExpression {
  const descending = message.direction === proto.Expression_SortOrder_SortDirection.DESCENDING;
  const nulls = message.nullOrdering;
  return {
    kind: "sort",
    child: convert.expression(required(message.child, "SortOrder.child")),
    descending,
    nullsFirst:
      nulls === proto.Expression_SortOrder_NullOrdering.SORT_NULLS_UNSPECIFIED
        ? !descending
        : nulls === proto.Expression_SortOrder_NullOrdering.SORT_NULLS_FIRST,
  };
}

function planIdOf(message: { readonly planId?: bigint | undefined }): { readonly planId?: bigint } {
  return message.planId === undefined ? {} : { planId: message.planId };
}

/** A client may leave the star in the name: `F.col("t.*")`. */
function attribute(message: proto.Expression_UnresolvedAttribute): Expression {
  const name = message.unparsedIdentifier;
  if (name === "*" || name.endsWith(".*"))
    return { kind: "star", target: starTarget(name === "*" ? undefined : name), ...planIdOf(message) };
  return {
    kind: "attribute",
    parts: parseAttributeName(name),
    ...planIdOf(message),
    ...(message.isMetadataColumn && { metadataColumn: true }),
  };
}

function starTarget(unparsed: string | undefined): string[] {
  if (unparsed === undefined) return [];
  if (!unparsed.endsWith(".*")) throw invalidPlan(`the star's target ${unparsed} does not end in .*`);
  return parseAttributeName(unparsed.slice(0, -2));
}

/** Only a name in back quotes is a pattern; any other one names a column. */
function regex(message: proto.Expression_UnresolvedRegex): Expression {
  const match = /^(?:(.+)\.)?`([^`]+)`$/s.exec(message.colName);
  if (match === null) return { kind: "attribute", parts: parseAttributeName(message.colName), ...planIdOf(message) };
  const [, table, pattern] = match;
  return { kind: "regex", pattern: pattern!, ...(table !== undefined && { table }), ...planIdOf(message) };
}

function cast(message: proto.Expression_Cast, convert: Converter): Expression {
  const { castToType, evalMode } = message;
  if (castToType.case === undefined) throw invalidPlan("Cast.cast_to_type is not set");
  const modes: Record<proto.Expression_Cast_EvalMode, CastMode> = {
    [proto.Expression_Cast_EvalMode.UNSPECIFIED]: "default",
    [proto.Expression_Cast_EvalMode.LEGACY]: "legacy",
    [proto.Expression_Cast_EvalMode.ANSI]: "ansi",
    [proto.Expression_Cast_EvalMode.TRY]: "try",
  };
  return {
    kind: "cast",
    child: convert.expression(required(message.expr, "Cast.expr")),
    type: castToType.case === "type" ? dataTypeFromProto(castToType.value) : parseDataType(castToType.value),
    mode: modes[evalMode],
  };
}

function window(message: proto.Expression_Window, convert: Converter): WindowExpression {
  const { frameSpec } = message;
  return {
    kind: "window",
    function: convert.expression(required(message.windowFunction, "Window.window_function")),
    partitionBy: expressions(message.partitionSpec, convert),
    orderBy: message.orderSpec.map((order) => sortFromProto(order, convert)),
    ...(frameSpec && { frame: frame(frameSpec, convert) }),
  };
}

function frame(message: proto.Expression_Window_WindowFrame, convert: Converter): WindowFrame<Expression> {
  const { frameType, lower, upper } = message;
  if (frameType === proto.Expression_Window_WindowFrame_FrameType.UNDEFINED)
    throw invalidPlan("WindowFrame.frame_type is not set");
  return {
    unit: frameType === proto.Expression_Window_WindowFrame_FrameType.ROW ? "rows" : "range",
    lower: frameBound(required(lower, "WindowFrame.lower"), "unboundedPreceding", convert),
    upper: frameBound(required(upper, "WindowFrame.upper"), "unboundedFollowing", convert),
  };
}

function frameBound(
  message: proto.Expression_Window_WindowFrame_FrameBoundary,
  unbounded: "unboundedPreceding" | "unboundedFollowing",
  convert: Converter,
): FrameBound<Expression> {
  const { boundary } = message;
  switch (boundary.case) {
    case "currentRow":
      return { kind: "currentRow" };
    case "unbounded":
      return { kind: unbounded };
    case "value":
      return { kind: "offset", value: convert.expression(boundary.value) };
    case undefined:
      throw invalidPlan("FrameBoundary.boundary is not set");
  }
}

function subquery(message: proto.SubqueryExpression, convert: Converter): SubqueryExpression {
  const forms: Partial<Record<proto.SubqueryExpression_SubqueryType, SubqueryExpression["form"]>> = {
    [proto.SubqueryExpression_SubqueryType.SCALAR]: "scalar",
    [proto.SubqueryExpression_SubqueryType.EXISTS]: "exists",
    [proto.SubqueryExpression_SubqueryType.IN]: "in",
  };
  const form = forms[message.subqueryType];
  if (form === undefined)
    throw unsupportedNode("a table as an argument of a function", "Join the table or register it as a view.");
  return {
    kind: "subquery",
    form,
    plan: convert.relation(convert.reference(message.planId)),
    values: expressions(message.inSubqueryValues, convert),
  };
}

import { sparkError } from "../../common/index.ts";
import type {
  NamedExpression,
  ResolvedColumn,
  ResolvedGenerate,
  ResolvedGeneratorCall,
  ResolvedRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { newColumn, pass } from "./build.ts";
import { callSite, partsOfKind, shown } from "./refusals.ts";

/** A generator of a SELECT list with the columns that it makes. */
export interface GeneratorItem {
  readonly call: ResolvedGeneratorCall;
  readonly outer: boolean;
  readonly columns: readonly ResolvedColumn[];
}

interface ItemWithGenerator extends NamedExpression {
  readonly generator?: GeneratorItem;
}

const isOuter = (call: ResolvedGeneratorCall): boolean => call.name.endsWith("_outer");

/**
 * The columns that a generator makes, under the names given or its own.
 *
 * @throws SparkException `UDTF_ALIAS_NUMBER_MISMATCH`
 */
export function generatedColumns(
  call: ResolvedGeneratorCall,
  names: readonly string[],
  outer: boolean,
  analysis: Analysis,
): readonly ResolvedColumn[] {
  const columns = call.function.columns(callSite(call.name, call.args, false, analysis), outer);
  if (names.length > 0 && names.length !== columns.length) {
    throw sparkError("UDTF_ALIAS_NUMBER_MISMATCH", {
      aliasesSize: String(columns.length),
      aliasesNames: names.join(","),
    });
  }
  return columns.map((column, at) => newColumn(analysis.context, names[at] ?? column.name, column));
}

/** The entry of a SELECT list that is a generator. */
export function generatorItem(
  call: ResolvedGeneratorCall,
  names: readonly string[],
  analysis: Analysis,
): ItemWithGenerator {
  const outer = isOuter(call);
  const columns = generatedColumns(call, names, outer, analysis);
  return { expression: call, column: columns[0]!, generator: { call, outer, columns } };
}

/** A relation with the generator's columns behind those of its input. */
export function generate(
  input: ResolvedRelation,
  call: ResolvedGeneratorCall,
  outer: boolean,
  generated: readonly ResolvedColumn[],
  _analysis: Analysis,
): ResolvedGenerate {
  return { kind: "generate", input, generator: call, outer, generated, output: [...input.output, ...generated] };
}

/** Takes the generators out of a SELECT list; their columns take their places. Several multiply the rows, one after the other. */
export function generateRows(
  input: ResolvedRelation,
  items: readonly ItemWithGenerator[],
  analysis: Analysis,
): { readonly input: ResolvedRelation; readonly items: readonly NamedExpression[] } {
  for (const { expression, generator } of items) {
    if (!generator && partsOfKind(expression, "generatorCall").length > 0) {
      throw sparkError("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", { expression: shown(expression, analysis) });
    }
  }
  let made = input;
  for (const { generator } of items) {
    if (generator) made = generate(made, generator.call, generator.outer, generator.columns, analysis);
  }
  return {
    input: made,
    items: items.flatMap((item) => (item.generator ? item.generator.columns.map(pass) : [item])),
  };
}

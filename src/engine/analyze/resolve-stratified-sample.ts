import { DoubleType } from "../../types/index.ts";
import type {
  Expression,
  NamedExpression,
  ResolvedCall,
  ResolvedColumn,
  ScalarFunction,
  StratifiedSampleRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { applyFunction } from "./apply-function.ts";
import { filter, newColumn, pass, project } from "./build.ts";
import { type Scope, scopeOver } from "./scope.ts";

const double = new DoubleType();

/** A number in [0, 1) for each row, from its place and a seed: the same seed gives the same rows. */
const draw = (seed: bigint): ResolvedCall => ({
  kind: "call",
  function: {
    kind: "scalar",
    name: `draw:${seed}`,
    deterministic: false,
    resolve: () => ({ argTypes: [], type: double, nullable: false }),
    sql: () => `hash(row_number() OVER (), ${seed}) / 18446744073709551616.0::DOUBLE`,
  } satisfies ScalarFunction,
  name: "draw",
  args: [],
  type: double,
  nullable: false,
});

/** `sampleBy`: a row stays where the number drawn for it is less than the share of its stratum. */
export function resolveStratifiedSample(relation: StratifiedSampleRelation, analysis: Analysis): Scope {
  const input = analysis.relation(relation.input, analysis);
  const seed = BigInt.asIntN(64, relation.seed ?? BigInt(Math.floor(Math.random() * 2 ** 31)));
  const names = { scope: input };
  const number = (value: number): Expression => ({ kind: "literal", type: double, value });
  const cases = relation.fractions.flatMap(({ fraction, value }): Expression[] => [
    { kind: "call", name: "<=>", args: [relation.stratum, value] },
    number(fraction),
  ]);
  const shareOf: Expression =
    cases.length === 0 ? number(0) : { kind: "call", name: "when", args: [...cases, number(0)] };
  const drawn = draw(seed);
  const column = (
    name: string,
    expression: NamedExpression["expression"],
  ): NamedExpression & { column: ResolvedColumn } => ({
    expression,
    column: newColumn(analysis.context, name, expression),
  });
  const [number_, share] = [column("draw", drawn), column("share", analysis.expression(shareOf, names, analysis))];
  const passed = input.plan.output.map(pass);
  const beside = project(input.plan, [...passed, number_, share]);
  const kept = filter(beside, applyFunction("<", [number_.column, share.column], analysis));
  return scopeOver(project(kept, passed), input, relation.planId);
}

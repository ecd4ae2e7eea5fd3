import { sparkError } from "../../common/index.ts";
import type { GroupProgramRelation, ResolvedColumn } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { newColumn } from "./build.ts";
import { isStreaming } from "./is-streaming.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { settle } from "./settle.ts";

/**
 * `transformWithState`: the columns are those that the program declares. One of them may have event times; it has the watermark of the input.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` over rows that are no stream, `UNRESOLVED_COLUMN.WITHOUT_SUGGESTION`
 */
export function resolveGroupProgram(relation: GroupProgramRelation, analysis: Analysis): Scope {
  const { program, schema } = relation;
  const input = settle(analysis.relation(relation.input, analysis));
  if (!isStreaming(input))
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: "transformWithState and its like over rows that are no stream",
      hint: "Read them with readStream and the trigger availableNow, or use groupBy and agg.",
    });
  const delay = input.output.find((column) => column.watermarkDelay !== undefined)?.watermarkDelay;
  const output = schema.fields.map((field): ResolvedColumn => {
    const column = newColumn(analysis.context, field.name, { type: field.dataType, nullable: field.nullable });
    const hasTime = field.name === program.eventTimeColumn && delay !== undefined;
    return hasTime ? { ...column, watermarkDelay: delay } : column;
  });
  if (program.eventTimeColumn !== undefined && !schema.names.includes(program.eventTimeColumn))
    throw sparkError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", { objectName: `\`${program.eventTimeColumn}\`` });
  const initial = relation.initial && settle(analysis.relation(relation.initial, analysis));
  const inputs = initial === undefined ? [input] : [input, initial];
  return scopeOf({ kind: "groupProgram", program, inputs, output }, [], relation.planId);
}

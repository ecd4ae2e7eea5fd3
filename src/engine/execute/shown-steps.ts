import { type Bindings, compileRelation } from "../compile/index.ts";
import type { ExpressionSettings, PythonCall, ResolvedRelation } from "../plan/index.ts";
import { stepsOf } from "./steps.ts";

/** SQL for the relations that are computed ahead, as `explain` shows them: as if DuckDB called the functions in Python. */
export function shownSteps(plan: ResolvedRelation, sqlOf: Bindings, settings: ExpressionSettings): Bindings {
  const shown = new Map<number, string>();
  const bindings: Bindings = (id) => shown.get(id) ?? sqlOf(id);
  for (const step of stepsOf(plan)) {
    const below = compileRelation(step.input, bindings, settings);
    const calls = step.kind === "pythonEval" ? step.calls.map(callText) : [];
    shown.set(step.id, calls.length === 0 ? below : `SELECT *, ${calls.join(", ")} FROM (${below})`);
  }
  return bindings;
}

function callText({ args, name, result }: PythonCall): string {
  const list = args.map((arg) => `${arg.name === undefined ? "" : `${arg.name} => `}c${arg.column.id}`);
  return `python.${name}(${list.join(", ")}) AS c${result.id}`;
}

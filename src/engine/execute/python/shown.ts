import { type Bindings, compileRelation } from "../../compile/index.ts";
import type { ExpressionSettings, PythonCall, ResolvedRelation } from "../../plan/index.ts";
import { pythonEvalsOf } from "./steps.ts";

/** SQL for the relations of functions in Python as `explain` shows them: as if DuckDB called the functions. */
export function shownPython(plan: ResolvedRelation, sqlOf: Bindings, settings: ExpressionSettings): Bindings {
  const shown = new Map<number, string>();
  const bindings: Bindings = (id) => shown.get(id) ?? sqlOf(id);
  for (const step of pythonEvalsOf(plan)) {
    const calls = step.calls.map(callText);
    shown.set(step.id, `SELECT *, ${calls.join(", ")} FROM (${compileRelation(step.input, bindings, settings)})`);
  }
  return bindings;
}

function callText({ args, name, result }: PythonCall): string {
  const list = args.map((arg) => `${arg.name === undefined ? "" : `${arg.name} => `}c${arg.column.id}`);
  return `python.${name}(${list.join(", ")}) AS c${result.id}`;
}

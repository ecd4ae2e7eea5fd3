import { type Bindings, compileRelation } from "../compile/index.ts";
import type { ExpressionSettings, PythonCall, ResolvedRelation } from "../plan/index.ts";
import { type Step, stepsOf } from "./steps.ts";

/** SQL for the relations that are computed ahead, as `explain` shows them: as if DuckDB called the functions in Python. */
export function shownSteps(plan: ResolvedRelation, sqlOf: Bindings, settings: ExpressionSettings): Bindings {
  const shown = new Map<number, string>();
  const bindings: Bindings = (id) => shown.get(id) ?? sqlOf(id);
  for (const step of stepsOf(plan)) {
    shown.set(step.id, shownStep(step, bindings, settings));
  }
  return bindings;
}

function shownStep(step: Step, bindings: Bindings, settings: ExpressionSettings): string {
  if (step.kind === "pythonGroupMap") {
    const below = step.inputs.map((input) => `(${compileRelation(input, bindings, settings)})`);
    const keys = step.groupings[0]!.keys.map(({ id }) => `c${id}`);
    return `SELECT python.${step.name}(*) FROM ${below.join(", ")}${keys.length === 0 ? "" : ` GROUP BY ${keys.join(", ")}`}`;
  }
  const below = compileRelation(step.input, bindings, settings);
  if (step.kind !== "pythonEval" && step.kind !== "pythonAggregate") return below;
  const calls = step.calls.map(callText).join(", ");
  if (step.kind === "pythonEval") return `SELECT *, ${calls} FROM (${below})`;
  const keys = step.keys.map(({ id }) => `c${id}`);
  if (step.window !== undefined) return `SELECT *, ${calls} OVER (PARTITION BY ${keys.join(", ")}) FROM (${below})`;
  const grouped = keys.length === 0 ? "" : ` GROUP BY ${keys.join(", ")}`;
  return `SELECT ${[...keys, calls].join(", ")} FROM (${below})${grouped}`;
}

function callText({ args, name, result }: PythonCall): string {
  const list = args.map((arg) => `${arg.name === undefined ? "" : `${arg.name} => `}c${arg.column.id}`);
  return `python.${name}(${list.join(", ")}) AS c${result.id}`;
}

import { createHash } from "node:crypto";
import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import { evalType, type PythonFunction, type PythonMapRelation, type ScalarFunction } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { newColumn } from "./build.ts";
import type { AnalyzerContext } from "./context.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { settle } from "./settle.ts";

const scalar: ReadonlySet<number> = new Set([
  evalType.batched,
  evalType.arrowBatched,
  evalType.scalarPandas,
  evalType.scalarPandasIterator,
  evalType.scalarArrow,
  evalType.scalarArrowIterator,
]);

let calls = 0;

/** A registered function by its name in lower case. */
export function registeredFunction(name: string, context: AnalyzerContext): ScalarFunction | undefined {
  const found = context.temporaryFunction?.(name);
  return found && pythonScalar(found);
}

/**
 * A function in Python as one of those that the analyzer knows: calls of one that is deterministic are equal where its code and
 * arguments are.
 *
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for one that is not of single rows
 */
export function pythonScalar({ code, deterministic, name, type }: PythonFunction): ScalarFunction {
  if (!scalar.has(code.evalType)) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `the aggregate function ${name} in Python`,
      hint: "Aggregate with the built-in functions; collect_list and a function over the array reach the same.",
    });
  }
  calls += 1;
  const identity = deterministic ? createHash("sha256").update(code.command).digest("hex") : String(calls);
  return {
    kind: "scalar",
    name: `pythonUDF:${name}:${identity}`,
    deterministic,
    python: code,
    resolve: ({ args }) => ({ argTypes: args.map((arg) => arg.type), type, nullable: true }),
    print: (args, call) => {
      const shown = args.map((arg, at) => {
        const given = call.argumentNames?.[at];
        return given === undefined ? arg : `${given} => ${arg}`;
      });
      return `${name}(${shown.join(", ")})`;
    },
    sql: () => {
      throw new Error(`the Python function ${name} was not moved out of an expression`);
    },
  };
}

/** `mapInPandas` and `mapInArrow`: the columns are those of the type that the function was given with. */
export function resolvePythonMap(relation: PythonMapRelation, analysis: Analysis): Scope {
  const { code, name, type } = relation.function;
  const { context } = analysis;
  const output = (type as StructType).fields.map((field) =>
    newColumn(context, field.name, { type: field.dataType, nullable: field.nullable }),
  );
  const input = settle(analysis.relation(relation.input, analysis));
  return scopeOf({ kind: "pythonMap", id: context.nextId(), input, name, code, output }, [], relation.planId);
}

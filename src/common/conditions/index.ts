import { analysisConditions } from "./analysis.ts";
import { catalogConditions } from "./catalog.ts";
import { clientConditions } from "./client.ts";
import type { ConditionCatalogue, ConditionSpec, ErrorKind } from "./condition.ts";
import { dashboardConditions } from "./dashboard.ts";
import { executionConditions } from "./execution.ts";
import { expressionConditions } from "./expression.ts";
import { functionConditions } from "./functions.ts";
import { generatorConditions } from "./generator.ts";
import { groupingConditions } from "./grouping.ts";
import { parseConditions } from "./parse.ts";
import { pythonConditions } from "./python.ts";
import { relationConditions } from "./relation.ts";
import { serverConditions } from "./server.ts";
import { storageConditions } from "./storage.ts";
import { streamingConditions } from "./streaming.ts";

/** Every condition that Millrace raises, by name. */
export const conditions: ConditionCatalogue = {
  ...analysisConditions,
  ...relationConditions,
  ...groupingConditions,
  ...catalogConditions,
  ...expressionConditions,
  ...functionConditions,
  ...parseConditions,
  ...executionConditions,
  ...streamingConditions,
  ...pythonConditions,
  ...storageConditions,
  ...generatorConditions,
  ...serverConditions,
  ...clientConditions,
  ...dashboardConditions,
};

/** @throws Error where the catalogue lacks the condition, which is a defect of the caller. */
export function conditionOf(name: string): ConditionSpec {
  const spec = conditions[name];
  if (spec === undefined) throw new Error(`condition ${name} is not in the catalogue of common/conditions`);
  return spec;
}

/** The kind of an error; text that is not what it is cast to fails by the type that it should be. */
export function kindOf(name: string, parameters: Readonly<Record<string, string>>): ErrorKind {
  const { kind } = conditionOf(name);
  if (name === "UNSUPPORTED_FEATURE.TABLE_OPERATION")
    return /^(?:MERGE|UPDATE) /.test(parameters.operation ?? "") ? "unsupported" : kind;
  if (name !== "CAST_INVALID_INPUT") return kind;
  const target = parameters.targetType ?? "";
  if (/DATE|TIME/.test(target)) return "dateTime";
  return target.includes("BOOLEAN") ? "runtime" : kind;
}

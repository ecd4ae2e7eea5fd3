import { analysisConditions } from "./analysis.ts";
import { catalogConditions } from "./catalog.ts";
import { clientConditions } from "./client.ts";
import type { ConditionCatalogue, ConditionSpec } from "./condition.ts";
import { executionConditions } from "./execution.ts";
import { expressionConditions } from "./expression.ts";
import { generatorConditions } from "./generator.ts";
import { parseConditions } from "./parse.ts";
import { serverConditions } from "./server.ts";
import { storageConditions } from "./storage.ts";
import { streamingConditions } from "./streaming.ts";

/** Every condition that Millrace raises, by name. */
export const conditions: ConditionCatalogue = {
  ...analysisConditions,
  ...catalogConditions,
  ...expressionConditions,
  ...parseConditions,
  ...executionConditions,
  ...streamingConditions,
  ...storageConditions,
  ...generatorConditions,
  ...serverConditions,
  ...clientConditions,
};

/** @throws Error where the catalogue lacks the condition, which is a defect of the caller. */
export function conditionOf(name: string): ConditionSpec {
  const spec = conditions[name];
  if (spec === undefined) throw new Error(`condition ${name} is not in the catalogue of common/conditions`);
  return spec;
}

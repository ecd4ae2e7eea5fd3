import type { MessageInitShape } from "@bufbuild/protobuf";
import { sparkError } from "../common/index.ts";
import { checkBatch, isStreaming, sameResult, semanticHash } from "../engine/analyze/index.ts";
import { explain } from "../engine/execute/index.ts";
import { planFromProto, type ResolvedRelation, schemaOf } from "../engine/plan/index.ts";
import {
  type AnalyzePlanRequest,
  type AnalyzePlanResponseSchema,
  AnalyzePlanRequest_Explain_ExplainMode as ExplainMode,
  type Plan,
  type Relation,
} from "../protocol/index.ts";
import { parseDataType, StructType, schemaFromText, typeToProto } from "../types/index.ts";
import { memoryAndDisk } from "./cached-plans.ts";
import { requiredRelation } from "./requests.ts";
import type { ServerSession } from "./session.ts";
import { sparkVersion } from "./settings.ts";

type Result = NonNullable<MessageInitShape<typeof AnalyzePlanResponseSchema>["result"]>;

/** Answers a question about a plan without running it. */
export async function analyzePlan({ analyze }: AnalyzePlanRequest, session: ServerSession): Promise<Result> {
  const resolve = (plan: Plan | undefined): Promise<ResolvedRelation> => session.resolveMessage(rootOf(plan));
  switch (analyze.case) {
    case "schema":
      return { case: "schema", value: { schema: typeToProto(schemaOf(await resolve(analyze.value.plan))) } };
    case "explain": {
      const root = rootOf(analyze.value.plan);
      const parsed = planFromProto(root, session.parsers);
      const mode = explainModes[analyze.value.explainMode] ?? "simple";
      const plan = await session.resolve(parsed);
      const explainString = await explain(session.engine.executor, {
        parsed,
        plan,
        kept: session.cachedPlans.shown(plan),
        mode,
        settings: session.settings,
      });
      return { case: "explain", value: { explainString } };
    }
    case "treeString": {
      const { level, plan } = analyze.value;
      return { case: "treeString", value: { treeString: schemaOf(await resolve(plan)).treeString(level) } };
    }
    case "isLocal":
      return { case: "isLocal", value: { isLocal: isLocal(await resolve(analyze.value.plan)) } };
    case "isStreaming":
      return { case: "isStreaming", value: { isStreaming: isStreaming(await resolve(analyze.value.plan)) } };
    case "sparkVersion":
      return { case: "sparkVersion", value: { version: sparkVersion } };
    case "ddlParse":
      return { case: "ddlParse", value: { parsed: typeToProto(parseDdlOrType(analyze.value.ddlString)) } };
    case "jsonToDdl": {
      const schema = schemaFromText(analyze.value.jsonString);
      return { case: "jsonToDdl", value: { ddlString: schema instanceof StructType ? schema.toDdl() : "" } };
    }
    case "sameSemantics": {
      const [one, other] = [await resolve(analyze.value.targetPlan), await resolve(analyze.value.otherPlan)];
      return { case: "sameSemantics", value: { result: sameResult(one, other) } };
    }
    case "semanticHash":
      return { case: "semanticHash", value: { result: semanticHash(await resolve(analyze.value.plan)) } };
    case "inputFiles": {
      const plan = await resolve(analyze.value.plan);
      checkBatch(plan);
      const files = await session.inputFiles(plan);
      return { case: "inputFiles", value: { files: [...files] } };
    }
    case "persist": {
      const { relation, storageLevel } = analyze.value;
      const plan = await session.resolveMessage(requiredRelation(relation, "relation"));
      checkBatch(plan);
      session.cachedPlans.add(plan, storageLevel ?? memoryAndDisk);
      return { case: "persist", value: {} };
    }
    case "unpersist": {
      const plan = await session.resolveMessage(requiredRelation(analyze.value.relation, "relation"));
      await session.cachedPlans.remove(plan, session.settings, true);
      return { case: "unpersist", value: {} };
    }
    case "getStorageLevel": {
      const plan = await session.resolveMessage(requiredRelation(analyze.value.relation, "relation"));
      const storageLevel = session.cachedPlans.levelOf(plan) ?? { replication: 1 };
      return { case: "getStorageLevel", value: { storageLevel } };
    }
    default:
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
        feature: `the analysis ${analyze.case ?? "without a kind"}`,
        hint: "Ask for the schema or explain the plan instead.",
      });
  }
}

const explainModes: Partial<Record<ExplainMode, "simple" | "extended" | "codegen" | "cost" | "formatted">> = {
  [ExplainMode.SIMPLE]: "simple",
  [ExplainMode.EXTENDED]: "extended",
  [ExplainMode.CODEGEN]: "codegen",
  [ExplainMode.COST]: "cost",
  [ExplainMode.FORMATTED]: "formatted",
};

function rootOf(plan: Plan | undefined): Relation {
  return requiredRelation(plan?.opType.case === "root" ? plan.opType.value : undefined, "plan.root");
}

/** Whether the rows came with the plan. */
const isLocal = (plan: ResolvedRelation): boolean =>
  plan.kind === "localRows" || (plan.kind === "values" && plan.output.length > 0);

/** A DDL string may be the fields of a row or a single type. */
function parseDdlOrType(text: string) {
  try {
    return parseDataType(text);
  } catch {
    return schemaFromText(text);
  }
}

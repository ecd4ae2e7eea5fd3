import type { Relation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { resolveGroupProgram } from "./group-program.ts";
import { oneRow } from "./one-row.ts";
import { resolvePythonGroupMap, resolvePythonMap } from "./python-functions.ts";
import { resolveAggregate } from "./resolve-aggregate.ts";
import { resolveAlias, resolveToDf, resolveWith } from "./resolve-alias.ts";
import {
  resolveDeduplicate,
  resolveDrop,
  resolveRename,
  resolveToSchema,
  resolveWithColumns,
} from "./resolve-columns.ts";
import { resolveFrequentItems } from "./resolve-frequent-items.ts";
import { resolveJoin } from "./resolve-join.ts";
import {
  resolveCached,
  resolveLocal,
  resolveRange,
  resolveRead,
  resolveTable,
  resolveTableFunction,
  resolveValues,
} from "./resolve-leaf.ts";
import { resolveDropNull, resolveFillNull, resolveReplace } from "./resolve-nulls.ts";
import { resolveObserve } from "./resolve-observe.ts";
import {
  resolveFilter,
  resolveLateralView,
  resolveLimit,
  resolveOffset,
  resolveProject,
  resolveSample,
  resolveTail,
  resolveWatermark,
} from "./resolve-row-wise.ts";
import { resolveSetOperation } from "./resolve-set-operation.ts";
import { resolveSortRelation } from "./resolve-sort.ts";
import { resolveStatistic } from "./resolve-statistic.ts";
import { resolveStratifiedSample } from "./resolve-stratified-sample.ts";
import { resolveSummary } from "./resolve-summary.ts";
import { resolveUnpivot } from "./resolve-unpivot.ts";
import { resolveZip } from "./resolve-zip.ts";
import { type Scope, scopeOf, scopeOver } from "./scope.ts";

/** Resolves a relation and all below it. */
export function resolveRelation(relation: Relation, analysis: Analysis): Scope {
  switch (relation.kind) {
    case "read":
      return resolveRead(relation, analysis);
    case "table":
      return resolveTable(relation, analysis);
    case "local":
      return resolveLocal(relation, analysis);
    case "values":
      return resolveValues(relation, analysis);
    case "range":
      return resolveRange(relation, analysis);
    case "oneRow":
      return scopeOf(oneRow(), [], relation.planId);
    case "cached":
      return resolveCached(relation, analysis);
    case "tableFunction":
      return resolveTableFunction(relation, analysis);
    case "project":
      return resolveProject(relation, analysis);
    case "filter":
      return resolveFilter(relation, analysis);
    case "aggregate":
      return resolveAggregate(relation, analysis);
    case "join":
      return resolveJoin(relation, analysis);
    case "setOperation":
      return resolveSetOperation(relation, analysis);
    case "sort":
      return resolveSortRelation(relation, analysis);
    case "limit":
      return resolveLimit(relation, analysis);
    case "offset":
      return resolveOffset(relation, analysis);
    case "tail":
      return resolveTail(relation, analysis);
    case "deduplicate":
      return resolveDeduplicate(relation, analysis);
    case "drop":
      return resolveDrop(relation, analysis);
    case "withColumns":
      return resolveWithColumns(relation, analysis);
    case "rename":
      return resolveRename(relation, analysis);
    case "toDf":
      return resolveToDf(relation, analysis);
    case "toSchema":
      return resolveToSchema(relation, analysis);
    case "alias":
      return resolveAlias(relation, analysis);
    case "with":
      return resolveWith(relation, analysis);
    case "sample":
      return resolveSample(relation, analysis);
    case "repartition":
    case "hint": {
      // Rows on one machine stay where they are; a hint changes no result.
      const input = analysis.relation(relation.input, analysis);
      return { ...scopeOver(input.plan, input, relation.planId), aggregation: input.aggregation };
    }
    case "unpivot":
      return resolveUnpivot(relation, analysis);
    case "fillNull":
      return resolveFillNull(relation, analysis);
    case "dropNull":
      return resolveDropNull(relation, analysis);
    case "replace":
      return resolveReplace(relation, analysis);
    case "lateralView":
      return resolveLateralView(relation, analysis);
    case "watermark":
      return resolveWatermark(relation, analysis);
    case "pythonMap":
      return resolvePythonMap(relation, analysis);
    case "pythonGroupMap":
      return resolvePythonGroupMap(relation, analysis);
    case "groupProgram":
      return resolveGroupProgram(relation, analysis);
    case "observe":
      return resolveObserve(relation, analysis);
    case "statistic":
      return resolveStatistic(relation, analysis);
    case "summary":
      return resolveSummary(relation, analysis);
    case "frequentItems":
      return resolveFrequentItems(relation, analysis);
    case "stratifiedSample":
      return resolveStratifiedSample(relation, analysis);
    case "zip":
      return resolveZip(relation, analysis);
    case "transpose":
      throw new Error("the values of a transpose are looked up before analysis");
    case "parse":
      throw new Error("texts are parsed before analysis");
  }
}

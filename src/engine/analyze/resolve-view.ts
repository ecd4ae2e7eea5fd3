import { sparkError } from "../../common/index.ts";
import type { NamedExpression, ResolvedRelation } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { coerce, newColumn, project } from "./build.ts";
import type { ViewDefinition } from "./context.ts";
import { freshen } from "./freshen.ts";
import { quoteParts } from "./identifiers.ts";
import { keptFrom, settingsWithin } from "./kept-settings.ts";
import { settle } from "./settle.ts";

/**
 * The rows of a view that is kept as its query: the query as it is understood now, in the names and types that the view had when it was
 * made.
 *
 * @throws AnalysisException `INCOMPATIBLE_VIEW_SCHEMA_CHANGE` where a column is gone
 */
export function resolveView(view: ViewDefinition, analysis: Analysis): ResolvedRelation {
  const { context } = analysis;
  const kept = keptFrom(view.settings, context.settings);
  const inner = { ...context, catalog: view.catalog, settings: settingsWithin(context.settings, kept) };
  const resolved = settle(
    analysis.relation(view.plan, { ...analysis, context: inner, commonTables: new Map(), outer: undefined }),
  );
  const plan = kept === undefined ? resolved : freshen(resolved, context.nextId, kept);
  const items = view.schema.fields.map(({ dataType, metadata, name }, at): NamedExpression => {
    const folded = name.toLowerCase();
    const column = view.renames ? plan.output[at] : plan.output.find((one) => one.name.toLowerCase() === folded);
    if (column === undefined)
      throw sparkError("INCOMPATIBLE_VIEW_SCHEMA_CHANGE", {
        viewName: quoteParts(view.name),
        colName: name,
        expectedNum: "1",
        actualCols: "[]",
        suggestion: `CREATE OR REPLACE VIEW ${quoteParts(view.name)} AS …`,
      });
    const expression = coerce(column, dataType, true);
    return {
      expression,
      column: { ...newColumn(context, name, expression), ...(Object.keys(metadata).length > 0 && { metadata }) },
    };
  });
  return project(plan, items);
}

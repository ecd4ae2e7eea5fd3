export { analyze, analyzeExpression, collectReads, isStreaming, schemaOf } from "./analyze.ts";
export type { AnalyzerCatalog, AnalyzerContext, AnalyzerSettings, TableUse } from "./context.ts";
export { freshen } from "./freshen.ts";
export { automaticName } from "./names.ts";
export { expressionsOf, inputsOf, mapChildren, mapInputs, walk } from "./rewrite.ts";

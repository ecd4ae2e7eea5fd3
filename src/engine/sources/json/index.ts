export { type BindJsonOptions, bindJson } from "./bind.ts";
export { inferJson, type JsonInference } from "./infer.ts";
export { type JsonOptions, jsonOptions, type ParseMode } from "./options.ts";
export type { InputFile, JsonColumn, JsonScan, ReadFiles } from "./scan.ts";

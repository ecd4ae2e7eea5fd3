export { type BindJsonOptions, bindJson } from "./bind.ts";
export { type JsonOptions, jsonOptions, type ParseMode } from "./options.ts";
export type { InputFile, JsonColumn, JsonScan, ReadFiles } from "./scan.ts";
// To come: inferJson(files: readonly InputFile[], options: JsonOptions, read: ReadFiles, timeZone: string): Promise<StructType>

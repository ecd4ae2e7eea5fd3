export { type JsonOptions, jsonOptions, type ParseMode } from "./options.ts";
export type { InputFile, JsonColumn, JsonScan, ReadFiles } from "./scan.ts";
// To come: bindJson(scan: JsonScan): Promise<Binding>; inferJson(files: readonly InputFile[], options: JsonOptions, read: ReadFiles, timeZone: string): Promise<StructType>

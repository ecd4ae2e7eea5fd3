export { RateSource, rateSchema } from "./rate-source.ts";
export type { BatchSource, BindContext, Binding, ReadDescription, SourceRegistry } from "./source.ts";
export type { Available, EarlierRun, Offset, ReadLimit, SeenFile, StreamSource } from "./stream-source.ts";

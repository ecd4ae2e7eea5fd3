export type { BatchSource, BindContext, Binding, ReadDescription, SourceRegistry } from "./source.ts";
export type { Available, Offset, ReadLimit, SeenFile, StreamSource } from "./stream-source.ts";

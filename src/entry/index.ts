/**
 * Millrace: PySpark's API in TypeScript on an embedded engine, with a generator of realistic records.
 *
 * @module
 */
import { useEmbeddedEngine } from "./embedded.ts";

export * from "../api/index.ts";
export * from "../generator/index.ts";
export * from "../storage/index.ts";
export { showLedger } from "./dashboard.ts";
export { type Display, type DisplayOptions, display } from "./display.ts";
export { fs, target } from "./files.ts";
export * from "./vocabulary.ts";

useEmbeddedEngine();

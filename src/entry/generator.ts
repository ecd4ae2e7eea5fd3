/**
 * The generator alone: records, producers and their targets.
 *
 * @module
 */
export * from "../generator/index.ts";
export * from "../storage/index.ts";

/**
 * The client alone, for sessions on a Spark cluster: `SparkSession.builder.remote("sc://host:15002")`. Loads neither the embedded engine
 * nor the generator.
 *
 * @module
 */
export * from "../api/index.ts";
export * from "./vocabulary.ts";

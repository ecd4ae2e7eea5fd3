export * from "./clock.ts";
export { conditionOf, conditions } from "./conditions/index.ts";
export * from "./errors.ts";
export * from "./ids.ts";
export { importProgram } from "./import-program.ts";

export * from "./clock.ts";
export { conditions } from "./conditions/index.ts";
export * from "./errors.ts";
export * from "./ids.ts";
export { importProgram } from "./import-program.ts";

export { type Io, type Output, processIo } from "./io.ts";
export { runCli } from "./program.ts";

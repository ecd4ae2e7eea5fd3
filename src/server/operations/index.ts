export type { Running } from "./operation.ts";
export { isUuid, Operations } from "./operations.ts";

export type { Envelope, Running } from "./operation.ts";
export { isUuid, Operations } from "./operations.ts";

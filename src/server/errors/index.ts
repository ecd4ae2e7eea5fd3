export { type ConnectErrorOptions, toConnectError } from "./connect-error.ts";
export { type ErrorDetails, errorDetails } from "./error-details.ts";
export { ErrorLog } from "./error-log.ts";
export { javaClasses } from "./java-classes.ts";
export { withRuntimePlace } from "./runtime-place.ts";

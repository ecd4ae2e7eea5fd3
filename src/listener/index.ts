export { addressesOf, isLoopback, isWildcard } from "./address.ts";
export type { Service } from "./call.ts";
export { defaultGraceMs, type Listener, listen } from "./listen.ts";
export { openServers } from "./open-servers.ts";
export type { ListenLimits, ListenOptions, TlsOptions } from "./options.ts";
export { type TokenCheck, tokenCheck } from "./token.ts";

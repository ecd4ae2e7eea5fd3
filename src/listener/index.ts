export type { Service } from "./calls.ts";
export { defaultGraceMs, type Listener, listen } from "./listen.ts";
export { defaultListenLimits, defaultPort, type ListenLimits, type ListenOptions, type TlsOptions } from "./options.ts";

export { MemoryStreamData, memoryStreamOption } from "../engine/sources/index.ts";
export { EmbeddedEngine, type EngineOptions, type SessionQueryListener } from "./engine.ts";
export type { Limits } from "./limits.ts";
export { remoteService } from "./remote-service.ts";
export { sparkConnectService } from "./service.ts";
export type { ServerSession } from "./session.ts";

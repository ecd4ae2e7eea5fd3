export { EmbeddedEngine, type EngineOptions } from "./engine.ts";
export { sparkConnectService } from "./service.ts";

export { stateSources } from "./state-sources.ts";

export { addArtifacts } from "./add-artifacts.ts";
export { artifactStatus } from "./artifact-status.ts";
export { type ArtifactLimits, Artifacts } from "./artifacts.ts";

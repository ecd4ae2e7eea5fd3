export { type BatchOffsets, Checkpoint, type LoggedFile, type PlannedReads } from "./checkpoint.ts";

export { type BatchOffsets, Checkpoint, type LoggedFile } from "./checkpoint.ts";

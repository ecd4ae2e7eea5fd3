export {
  type BatchMetadata,
  type BatchOffsets,
  Checkpoint,
  type CommittedBatch,
  type LoggedFile,
  type PlannedReads,
} from "./checkpoint.ts";

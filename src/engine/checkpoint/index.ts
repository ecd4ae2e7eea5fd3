export {
  type BatchMetadata,
  type BatchOffsets,
  Checkpoint,
  type CommittedBatch,
  type LoggedFile,
  type PlannedReads,
  type SourceIdentity,
} from "./checkpoint.ts";

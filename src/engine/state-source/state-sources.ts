import type { FileSystems } from "../../storage/index.ts";
import type { Database } from "../duckdb/index.ts";
import type { BatchSource } from "../sources/index.ts";
import { CheckpointReader } from "./checkpoint-reader.ts";
import { stateMetadataSource } from "./state-metadata-source.ts";
import { stateStoreSource } from "./state-store-source.ts";

/** The formats that show what the checkpoints of streaming queries hold, by their names. */
export function stateSources(fileSystems: FileSystems, database: Database): ReadonlyMap<string, BatchSource> {
  const reader = new CheckpointReader(fileSystems, database);
  return new Map([
    ["statestore", stateStoreSource(reader)],
    ["state-metadata", stateMetadataSource(reader)],
  ]);
}

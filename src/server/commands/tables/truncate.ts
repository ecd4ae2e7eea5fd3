import { sparkError } from "../../../common/index.ts";
import { quotedName } from "../../../engine/catalog/index.ts";
import type { PartitionSpec } from "../../../engine/sql/index.ts";
import type { Running } from "../../operations/index.ts";
import type { ServerSession } from "../../session.ts";
import { folderKey, locationOf, writeRows } from "./files.ts";
import { tableOf } from "./find.ts";
import { checkSpec, matching } from "./partitions.ts";

/**
 * Takes all rows out of a table, or out of the partitions of a spec.
 *
 * @param statement - for the refusal of a view
 * @throws AnalysisException `CANNOT_TRUNCATE_EXTERNAL_TABLE`, `PARTITIONS_NOT_FOUND`
 */
export async function truncate(
  name: readonly string[],
  partition: PartitionSpec | undefined,
  statement: string,
  session: ServerSession,
  operation: Running,
): Promise<void> {
  const table = tableOf(name, statement, session);
  const tableName = quotedName(table);
  if (!table.managed) throw sparkError("CANNOT_TRUNCATE_EXTERNAL_TABLE", { tableName });
  if (partition !== undefined && table.partitionedBy.length === 0)
    throw sparkError("_LEGACY_ERROR_TEMP_1267", { tableIdentWithDB: tableName });
  if (partition === undefined) {
    await writeRows(table, session.values(table.schema, []), "overwrite", session, operation);
    return;
  }
  checkSpec(table, partition);
  const { key, storage } = locationOf(table, session);
  for (const { folder } of await matching(table, partition, session))
    await storage.deleteTree(`${folderKey(key)}${folder}`);
  await session.engine.filesChanged(table.location);
}

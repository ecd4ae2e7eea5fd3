import { randomId, sparkError } from "../../../common/index.ts";
import { type FileTable, type Place, quotedName } from "../../../engine/catalog/index.ts";
import type { ServerSession } from "../../session.ts";
import { deleteFolder, managedLocation, requireFreeLocation } from "./files.ts";

/** Whether a table is there and may be. @throws AnalysisException `TABLE_OR_VIEW_ALREADY_EXISTS` */
export function isTaken(place: Place, ifNotExists: boolean, { catalog }: ServerSession): boolean {
  if (catalog.global.relation(place.database, place.name) === undefined) return false;
  if (ifNotExists) return true;
  throw alreadyExists(place);
}

export const alreadyExists = (place: Place): Error =>
  sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quotedName(place) });

/**
 * Makes a table under a name that is taken while its files are made; nobody sees the table before it is whole.
 *
 * @param fill - makes the files
 * @returns false where the name is taken
 * @throws SparkRuntimeException `LOCATION_ALREADY_EXISTS` for a managed table whose folder has something in it
 */
export async function makeTable(entry: FileTable, fill: () => Promise<void>, session: ServerSession): Promise<boolean> {
  const { global } = session.catalog;
  const reserved = global.reserveRelation(entry);
  if (reserved === undefined) return false;
  try {
    if (reserved.abandoned?.managed) await deleteFolder(reserved.abandoned, session);
    if (entry.managed) await requireFreeLocation(entry, session);
    await fill();
    global.replaceRelation(entry);
    return true;
  } catch (error) {
    global.dropRelation(entry.database, entry.name);
    throw error;
  }
}

/** What a new table has whatever its columns are. */
export function newTable(
  place: Place,
  details: Pick<FileTable, "options" | "properties" | "comment"> & { readonly location?: string },
  session: ServerSession,
): Omit<FileTable, "provider" | "schema" | "partitionedBy"> {
  const { location, ...others } = details;
  return {
    kind: "table",
    id: randomId(),
    ...place,
    ...others,
    location: location === undefined ? managedLocation(place, session) : absolute(location, session),
    managed: location === undefined,
    created: session.engine.clock.now(),
  };
}

/** Paths of this machine are kept whole, since the next process may work elsewhere. */
export function absolute(location: string, { engine }: ServerSession): string {
  const { key, storage } = engine.fileSystems.resolve(location);
  return /^(?:s3a?|dbfs):/i.test(location) ? location : (storage.localPath(key) ?? location);
}

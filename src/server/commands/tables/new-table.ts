import { randomId, sparkError } from "../../../common/index.ts";
import { type FileTable, type Place, quotedName } from "../../../engine/catalog/index.ts";
import type { ServerSession } from "../../session.ts";
import { managedLocation } from "./files.ts";

/** Whether a table is there and may be. @throws AnalysisException `TABLE_OR_VIEW_ALREADY_EXISTS` */
export function isTaken(place: Place, ifNotExists: boolean, { catalog }: ServerSession): boolean {
  if (catalog.global.relation(place.database, place.name) === undefined) return false;
  if (ifNotExists) return true;
  throw alreadyExists(place);
}

export const alreadyExists = (place: Place): Error =>
  sparkError("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quotedName(place) });

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

export {
  type CatalogEntry,
  type DatabaseEntry,
  entrySchema,
  type FileTable,
  type FunctionEntry,
  isTemporaryEntry,
  type MemoryTable,
  type StoredEntry,
  type StoredView,
} from "./entry.ts";
export { catalogName, GlobalCatalog, noSchema, tooManyParts } from "./global-catalog.ts";
export { namePattern } from "./name-pattern.ts";
export {
  type ListedTable,
  listed,
  type Place,
  quotedName,
  SessionCatalog,
} from "./session-catalog.ts";
export { Warehouse } from "./warehouse.ts";

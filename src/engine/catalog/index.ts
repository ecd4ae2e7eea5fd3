export { GlobalCatalog, globalDatabase, type ListedTable, SessionCatalog } from "./catalog.ts";
export { type CatalogEntry, entrySchema, type TableEntry, type ViewEntry } from "./entry.ts";

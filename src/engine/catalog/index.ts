export { GlobalCatalog, type ListedTable, namePattern, SessionCatalog } from "./catalog.ts";
export { type CatalogEntry, entrySchema, type TableEntry, type ViewEntry } from "./entry.ts";
export { TableRows } from "./table-rows.ts";

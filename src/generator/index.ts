export type { Faker } from "./faker.ts";
export { type Draw, Field } from "./field.ts";
export * as field from "./fields/index.ts";
export type { Fields, RowOf as RecordRow } from "./fields/nested.ts";
export type { Instant } from "./fields/time.ts";
export { Ledger, type LedgerEntry, type LedgerKey, type LedgerOptions } from "./ledger.ts";
export { milliseconds, type PaceOptions } from "./pace.ts";
export { type Produced, type ProduceOptions, type ProduceTotals, Production, produce } from "./produce.ts";
export type { Random } from "./random.ts";
export {
  DEFAULT_REFERENCE_DATE,
  type NdjsonOptions,
  RecordDefinition,
  record,
  type SchemaRow,
  type SeedOptions,
} from "./record.ts";
export { folderTarget, streamTarget, type Target } from "./targets.ts";
export { type Transaction, transaction } from "./transaction.ts";

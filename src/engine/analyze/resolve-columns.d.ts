import type {
  DeduplicateRelation,
  DropRelation,
  RenameRelation,
  ToSchemaRelation,
  WithColumnsRelation,
} from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Scope } from "./scope.ts";
/** Columns that are not there are no error. */
export declare function resolveDrop(relation: DropRelation, analysis: Analysis): Scope;
/**
 * `withColumns`: a column of the same name is replaced where it stands, others come behind.
 *
 * @throws SparkException `COLUMN_ALREADY_EXISTS`
 */
export declare function resolveWithColumns(relation: WithColumnsRelation, analysis: Analysis): Scope;
/** `withColumnRenamed`: columns that are not there are no error. */
export declare function resolveRename(relation: RenameRelation, analysis: Analysis): Scope;
/**
 * `to(schema)`: the schema's columns in its order, found by name, cast where that is safe.
 *
 * @throws SparkException `UNRESOLVED_COLUMN.*`, `NULLABLE_COLUMN_OR_FIELD`, `INVALID_COLUMN_OR_FIELD_DATA_TYPE`
 */
export declare function resolveToSchema(relation: ToSchemaRelation, analysis: Analysis): Scope;
/** @throws SparkException `UNRESOLVED_COLUMN_AMONG_FIELD_NAMES` */
export declare function resolveDeduplicate(relation: DeduplicateRelation, analysis: Analysis): Scope;
//# sourceMappingURL=resolve-columns.d.ts.map

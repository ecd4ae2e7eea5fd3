import { sparkError } from "../../../common/index.ts";
import type { DataType, StructType } from "../../../types/index.ts";
import { textSql } from "../../functions/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import type { OutputColumn } from "./output-format.ts";

/** The columns of a write, told apart into those of the files and those that name folders. */
export interface PartitionedColumns {
  readonly data: readonly OutputColumn[];
  /** Under the names that `partitionBy` gave, which may differ in letter case. */
  readonly partitions: readonly OutputColumn[];
}

/**
 * @throws AnalysisException for names that are no columns or stand twice, types that cannot name folders, and where nothing is left
 *   for the files
 */
export function partitionColumns(
  columns: readonly OutputColumn[],
  partitionBy: readonly string[],
  schema: StructType,
  caseSensitive: boolean,
): PartitionedColumns {
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  refuseRepeated(partitionBy, caseSensitive);
  const partitions = partitionBy.map((name) => {
    const column = columns.find((one) => fold(one.name) === fold(name));
    if (column === undefined)
      throw sparkError("_LEGACY_ERROR_TEMP_1155", { col: name, schemaCatalog: schema.catalogString() });
    if (!namesFolders(column.type))
      throw sparkError("INVALID_PARTITION_COLUMN_DATA_TYPE", { type: `"${column.type.sql()}"` });
    return { ...column, name };
  });
  const taken = new Set(partitionBy.map(fold));
  const data = columns.filter(({ name }) => !taken.has(fold(name)));
  if (partitions.length > 0 && data.length === 0) throw sparkError("ALL_PARTITION_COLUMNS_NOT_ALLOWED");
  return { data, partitions };
}

/** @throws AnalysisException `COLUMN_ALREADY_EXISTS` */
export function refuseRepeated(names: readonly string[], caseSensitive: boolean): void {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = caseSensitive ? name : name.toLowerCase();
    if (seen.has(folded)) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: `\`${folded}\`` });
    seen.add(folded);
  }
}

const namesFolders = ({ kind }: DataType): boolean => !["array", "map", "struct", "interval", "void"].includes(kind);

/** SQL of a partition column's value as it stands in the folder's name, before {@link folderOf} makes it safe. */
export const folderTextSql = ({ sql, type }: OutputColumn, settings: ExpressionSettings): string =>
  textSql(sql, type, settings);

/** `currency=EUR/day=2024-01-31`; NULL, which the empty text counts as, has a name of its own. */
export function folderOf(columns: readonly OutputColumn[], values: readonly (string | null)[]): string {
  return columns
    .map(({ name }, index) => `${escapeName(name)}=${escapeName(values[index] ?? "__HIVE_DEFAULT_PARTITION__")}`)
    .join("/");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not stand in a name
const unsafe = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** @see org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils.escapePathName */
const escapeName = (text: string): string =>
  text.replace(unsafe, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

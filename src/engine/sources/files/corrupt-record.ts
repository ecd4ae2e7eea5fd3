import { sparkError } from "../../../common/index.ts";
import type { DataType } from "../../../types/index.ts";

/** The column that takes records which do not fit is a text. @throws AnalysisException `INVALID_CORRUPT_RECORD_TYPE` */
export function checkCorruptRecordType(name: string, type: DataType): void {
  if (type.kind === "string") return;
  throw sparkError("INVALID_CORRUPT_RECORD_TYPE", { columnName: `\`${name}\``, actualType: `"${type.sql()}"` });
}

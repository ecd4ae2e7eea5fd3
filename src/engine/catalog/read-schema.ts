import { asNullable, type StructType } from "../../types/index.ts";
import { withoutFixedText } from "../analyze/index.ts";

/** What a read of a table gives: files may leave anything out, and text of a fixed length is text. */
export const readSchema = (schema: StructType): StructType => asNullable(withoutFixedText(schema)) as StructType;

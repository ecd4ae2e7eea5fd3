import type { FileSystems } from "../../../storage/index.ts";
import { StringType, StructField, StructType } from "../../../types/index.ts";
import type { FileFormat } from "../files/file-format.ts";
import { fileReader, type SourceFile } from "../files/source-file.ts";
import type { EvolutionOptions } from "./evolution-options.ts";
import { withHints } from "./schema-hints.ts";
import { SchemaStore } from "./schema-store.ts";
import { widen } from "./widen.ts";

/** What the columns of files are looked for in. */
export interface FoundIn {
  readonly format: FileFormat;
  readonly files: readonly SourceFile[];
  readonly options: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

/** The columns that any of the files has, each in a file's own schema where files have one; undefined where there are no files. */
export async function columnsOf(where: FoundIn, evolution: EvolutionOptions): Promise<StructType | undefined> {
  const { format, files, timeZone } = where;
  const { inferTypes } = evolution;
  const options = { ...where.options, ...(inferTypes === true && { inferSchema: "true" }) };
  const read = fileReader();
  const groups = format.infersFromOne === true ? files.map((file) => [file]) : files.length === 0 ? [] : [files];
  let schema: StructType | undefined;
  for (const group of groups) {
    const found = await format.infer({ files: group, options, read, timeZone });
    if (found !== undefined) schema = schema === undefined ? found : widen(schema, found).schema;
  }
  if (schema === undefined || inferTypes !== false) return schema;
  return new StructType(schema.names.map((name) => new StructField(name, new StringType())));
}

/**
 * The schema that a stream's schema location keeps; at the first start that of the files that are there, which it then keeps.
 *
 * @returns undefined where there is none and no file to find it in
 */
export async function keptSchema(
  where: FoundIn,
  evolution: EvolutionOptions,
  fileSystems: FileSystems,
): Promise<StructType | undefined> {
  const store = new SchemaStore(fileSystems, evolution.location!);
  const kept = await store.latest();
  if (kept !== undefined) return withHints(kept.schema, evolution.hints);
  const found = await columnsOf(where, evolution);
  if (found === undefined && evolution.hints === undefined) return undefined;
  const schema = withHints(found ?? new StructType(), evolution.hints);
  await store.add(0, schema);
  return schema;
}

import { sparkError } from "../../../common/index.ts";
import type { FileSystems } from "../../../storage/index.ts";
import { StructType } from "../../../types/index.ts";
import { partitionSegments } from "../files/partitions.ts";
import { folderOf } from "../files/source-file.ts";
import { SourceOptions } from "../options.ts";
import { type EvolutionOptions, evolutionOptions } from "./evolution-options.ts";
import { columnsOf, type FoundIn } from "./find-schema.ts";
import { withHints } from "./schema-hints.ts";
import { SchemaStore } from "./schema-store.ts";
import { widen } from "./widen.ts";

/** Looks at the files of each batch for columns that the stream's schema lacks. */
export class SchemaGuard {
  readonly #evolution: EvolutionOptions;
  readonly #fileSystems: FileSystems;

  private constructor(evolution: EvolutionOptions, fileSystems: FileSystems) {
    this.#evolution = evolution;
    this.#fileSystems = fileSystems;
  }

  /** @returns undefined where new columns mean nothing */
  static of(options: Readonly<Record<string, string>>, fileSystems: FileSystems): SchemaGuard | undefined {
    const read = new SourceOptions(options);
    const isKept = read.get("schemaLocation", "cloudFiles.schemaLocation") !== undefined;
    const evolution = evolutionOptions(read, !isKept);
    const matters = evolution.mode === "addNewColumns" || evolution.mode === "failOnNewColumns";
    return matters ? new SchemaGuard(evolution, fileSystems) : undefined;
  }

  /**
   * @param schema - the stream's
   * @throws SparkException `UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE`; with the mode addNewColumns the wider schema is kept before, so
   *   that the query goes on when it is started again
   */
  async check(where: FoundIn, schema: StructType): Promise<void> {
    const found = await columnsOf(where, this.#evolution);
    if (found === undefined) return;
    const folders = new Set(
      where.files.flatMap(({ key, root }) =>
        partitionSegments(folderOf(key), root).map(({ column }) => column.toLowerCase()),
      ),
    );
    const columns = new StructType(found.fields.filter(({ name }) => !folders.has(name.toLowerCase())));
    const { added } = widen(schema, columns);
    if (added.length === 0) return;
    const { location, mode, hints } = this.#evolution;
    const isRetryable = mode === "addNewColumns";
    if (isRetryable) {
      const store = new SchemaStore(this.#fileSystems, location!);
      const kept = await store.latest();
      const wider = widen(kept?.schema ?? new StructType(), columns);
      if (wider.added.length > 0) await store.add((kept?.number ?? -1) + 1, withHints(wider.schema, hints));
    }
    throw sparkError("UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE", {
      unknownFieldBlob: added.join(", "),
      isRetryable: String(isRetryable),
    });
  }
}

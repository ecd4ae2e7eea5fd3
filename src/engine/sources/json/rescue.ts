import { StructType } from "../../../types/index.ts";
import type { ConverterSettings } from "./converters.ts";
import { RecordParser } from "./record-parser.ts";
import { JsonTokens, MalformedJson } from "./tokens.ts";

/** Which column takes what no other column takes, and what the others are. */
export interface Rescue {
  readonly column: string;
  /** All columns of the files. */
  readonly schema: StructType;
}

/**
 * Finds what a record holds that its columns do not: fields without a column, a name in other letter case among them, and values that do not
 * fit the type of theirs.
 */
export class RescueReader {
  readonly #tokens: JsonTokens;
  /** Reads one column, by its name. */
  readonly #parsers: ReadonlyMap<string, RecordParser>;

  constructor({ column, schema }: Rescue, settings: ConverterSettings) {
    const { columnNameOfCorruptRecord } = settings.options;
    this.#tokens = new JsonTokens(settings.options);
    const others = schema.fields.filter(({ name }) => name !== column && name !== columnNameOfCorruptRecord);
    this.#parsers = new Map(others.map((field) => [field.name, new RecordParser(new StructType([field]), settings)]));
  }

  /**
   * @param isBad - whether the record has values that do not fit
   * @param path - of the file, which the result names
   * @returns JSON text for each object of the record, null where nothing is left over
   */
  read(bytes: Uint8Array, start: number, end: number, isBad: boolean, path: string): (string | null)[] {
    const tokens = this.#tokens;
    tokens.reset(bytes, start, end);
    const results: (string | null)[] = [];
    try {
      const first = tokens.next();
      if (first === "{") return [this.#object(isBad, path)];
      if (first !== "[") return [];
      while (tokens.next() === "{") results.push(this.#object(isBad, path));
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error;
    }
    return results;
  }

  #object(isBad: boolean, path: string): string | null {
    const tokens = this.#tokens;
    const left: string[] = [];
    for (let token = tokens.next(); token !== "}" && token !== "none"; token = tokens.next()) {
      const name = tokens.name ?? "";
      const kind = tokens.next();
      const from = tokens.start;
      const text = kind === "string" ? JSON.stringify(tokens.text()) : undefined;
      tokens.skipChildren();
      const raw = text ?? tokens.raw(from, tokens.position);
      const parser = this.#parsers.get(name);
      if (parser === undefined || (isBad && !fits(parser, name, raw))) left.push(`${JSON.stringify(name)}:${raw}`);
    }
    return left.length === 0 ? null : `{${left.join(",")},"_file_path":${JSON.stringify(path)}}`;
  }
}

/** Whether a column takes a value. */
function fits(parser: RecordParser, name: string, raw: string): boolean {
  const record = Buffer.from(`{${JSON.stringify(name)}:${raw}}`);
  return !parser.parse(record, 0, record.length).isBad;
}

import { StructType } from "../../../types/index.ts";
import { type ConverterSettings, converter, isFieldFailure, PartialValue, structReader } from "./converters.ts";
import { JsonTokens } from "./tokens.ts";

/** What one record gives. */
export interface ParsedRecord {
  /** Values by the position of their column. */
  readonly rows: readonly (readonly unknown[])[];
  /** Whether the record, or a value that was asked for, is wrong. A wrong record has no rows where nothing of it can be used. */
  readonly isBad: boolean;
}

const blank: ParsedRecord = { rows: [], isBad: false };
const useless: ParsedRecord = { rows: [], isBad: true };

/** Reads records one by one, exactly as Spark does. @see org.apache.spark.sql.catalyst.json.JacksonParser */
export class RecordParser {
  readonly #tokens: JsonTokens;
  readonly #root: (tokens: JsonTokens) => unknown[];
  readonly #element: (tokens: JsonTokens) => unknown;
  readonly #names: readonly string[];

  constructor(schema: StructType, settings: ConverterSettings) {
    this.#tokens = new JsonTokens(settings.options);
    this.#root = structReader(schema, settings, true);
    this.#names = schema.names;
    this.#element = converter(new StructType(schema.fields), settings);
  }

  parse(bytes: Uint8Array, start: number, end: number): ParsedRecord {
    const tokens = this.#tokens;
    const hasMark = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
    tokens.reset(bytes, hasMark && end - start >= 3 ? start + 3 : start, end);
    let isArray = false;
    try {
      const token = tokens.next();
      if (token === "none") return blank;
      if (token === "{") return { rows: [this.#root(tokens)], isBad: false };
      if (token !== "[") return useless;
      isArray = true;
      return this.#array();
    } catch (error) {
      if (!isFieldFailure(error)) throw error;
      if (!(error instanceof PartialValue) || isArray) return useless;
      return { rows: [error.value as unknown[]], isBad: true };
    }
  }

  /** A top-level array gives a row for each of its objects. */
  #array(): ParsedRecord {
    const rows: unknown[][] = [];
    let isBad = false;
    for (;;) {
      const token = this.#tokens.next();
      if (token === "none" || token === "]") return { rows, isBad };
      let value: unknown;
      try {
        value = this.#element(this.#tokens);
      } catch (error) {
        if (!(error instanceof PartialValue)) throw error;
        isBad = true;
        value = error.value;
      }
      if (value === null) return useless;
      rows.push(this.#names.map((name) => (value as Record<string, unknown>)[name]));
    }
  }
}

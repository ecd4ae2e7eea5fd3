import { sparkError } from "../../../common/index.ts";

/** Options of a writer: the letter case of their names does not matter. @see org.apache.spark.sql.catalyst.util.CaseInsensitiveMap */
export class WriteOptions {
  readonly #values: ReadonlyMap<string, string>;

  constructor(options: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
  }

  /** The value of the first of the names that is set. */
  get(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name.toLowerCase());
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** @throws SparkException `INVALID_SOURCE_OPTION` */
  boolean(name: string, missing: boolean): boolean {
    const value = this.get(name)?.toLowerCase();
    if (value === undefined) return missing;
    if (value !== "true" && value !== "false") throw invalidOption(name, value, "it must be true or false");
    return value === "true";
  }

  /** A single character; the empty text is the character NUL. @throws SparkException `OPTION_VALUE_EXCEEDS_ONE_CHARACTER` */
  character(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (value.length > 1) {
      throw sparkError("OPTION_VALUE_EXCEEDS_ONE_CHARACTER", { paramName: name, actualValue: value });
    }
    return value === "" ? "\0" : value;
  }

  /** What ends a line. @throws SparkException `INVALID_SOURCE_OPTION` */
  lineSeparator(): string {
    const value = this.get("lineSep") ?? "\n";
    if (value === "") throw invalidOption("lineSep", value, "it must not be empty");
    return value;
  }

  /** @throws SparkException `INVALID_SOURCE_OPTION` where one is set that this writer does not follow */
  refuse(reasons: Readonly<Record<string, string>>): void {
    for (const [name, reason] of Object.entries(reasons)) {
      const value = this.get(name);
      if (value !== undefined) throw invalidOption(name, value, reason);
    }
  }

  /** Text is written as UTF-8 only. @throws SparkException `INVALID_SOURCE_OPTION` */
  requireUtf8(): void {
    const encoding = this.get("encoding", "charset");
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
      throw invalidOption("encoding", encoding, "text is written as UTF-8");
  }
}

/** The error for an option whose value makes no sense, or is not supported. */
export function invalidOption(option: string, value: string, reason: string): Error {
  return sparkError("INVALID_SOURCE_OPTION", { option, value, reason });
}

import { invalidOption, SourceOptions } from "../../sources/index.ts";

/** Options of a writer. */
export class WriteOptions extends SourceOptions {
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

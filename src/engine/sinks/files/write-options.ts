import { sparkError } from "../../../common/index.ts";
import { invalidOption, SourceOptions } from "../../sources/index.ts";

/** The encodings that Spark takes. */
const charsets = ["iso-8859-1", "us-ascii", "utf-16", "utf-16be", "utf-16le", "utf-32", "utf-8"];

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

  /**
   * Text is written as UTF-8 only.
   *
   * @param reader - what of Spark looks at the option
   * @throws SparkException `INVALID_SOURCE_OPTION`, `INVALID_PARAMETER_VALUE.CHARSET`
   */
  requireUtf8(reader: "CSVOptions" | "JSONOptions"): void {
    const charset = this.get("encoding", "charset");
    if (charset === undefined || charset.toLowerCase() === "utf-8") return;
    if (charsets.includes(charset.toLowerCase())) throw invalidOption("encoding", charset, "text is written as UTF-8");
    throw sparkError("INVALID_PARAMETER_VALUE.CHARSET", {
      functionName: `\`${reader}\``,
      parameter: "`charset`",
      charset,
      charsets: charsets.join(", "),
    });
  }
}

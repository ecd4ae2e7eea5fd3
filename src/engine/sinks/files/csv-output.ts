import { csvSeparator, quoteString, type SparkType } from "../../../types/index.ts";
import {
  bigDecimalSql,
  formatSql,
  localTime,
  textSql,
  timestampNtzPattern,
  timestampPattern,
} from "../../functions/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { csvLineSeparator, invalidOption, requireEnglish } from "../../sources/index.ts";
import { type CsvQuoting, leavesPlain, quotedSql, quotedText, standInText, trimSql, trimText } from "./csv-quoting.ts";
import { lineOutput, type OutputColumn, type OutputFormat } from "./output-format.ts";
import type { WriteOptions } from "./write-options.ts";

const unsupported: ReadonlySet<string> = new Set(["array", "map", "struct", "void", "interval"]);

/** Values between separators. @see org.apache.spark.sql.execution.datasources.csv.CSVFileFormat */
export const csvFormat: OutputFormat = {
  title: "CSV",
  supports: (type) => !unsupported.has(type.kind),
  namesMayRepeat: true,
  output(columns, options, settings) {
    options.requireUtf8("CSVOptions");
    requireEnglish(options);
    const quoting = quotingOf(options);
    const values = valuesOf(options, settings);
    const nullValue = options.get("nullValue") ?? "";
    const emptyValue = options.get("emptyValue") ?? '""';
    const pieces = columns.map((column, index) => {
      const standIn = (text: string): string => quoteString(standInText(text, index, quoting));
      const { sql, plain } = values(column);
      if (plain && leavesPlain(quoting)) return `coalesce(${sql}, ${standIn(nullValue)})`;
      const value = `CASE WHEN v IS NULL THEN ${standIn(nullValue)} WHEN v = '' THEN ${standIn(emptyValue)} ELSE ${quotedSql("v", index, quoting)} END`;
      // The lambda makes the text once, though it is looked at many times.
      return `list_transform([${trimSql(sql, quoting)}], lambda v: ${value})[1]`;
    });
    const line = pieces.join(` || ${quoteString(quoting.separator)} || `);
    const header = columns.map(({ name }, index) => {
      const text = trimText(name, quoting);
      return text === "" ? standInText(emptyValue, index, quoting) : quotedText(text, index, quoting);
    });
    const compression = options.get("compression", "codec");
    const output = lineOutput(
      `(${line})`,
      `.${extensionOf(options)}`,
      compression,
      quoting.lineSeparator,
      options.boolean("header", false) ? header.join(quoting.separator) : undefined,
    );
    // A line without anything is no row, so none is written.
    return columns.length === 1 ? { ...output, where: `${line} <> ''` } : output;
  },
};

function quotingOf(options: WriteOptions): CsvQuoting {
  const quote = options.character("quote") ?? '"';
  const escapeCharacter = options.character("escape") ?? "\\";
  return {
    separator: csvSeparator(options.get("sep", "delimiter")),
    lineSeparator: csvLineSeparator(options) ?? "\n",
    quote,
    escape: escapeCharacter,
    escapeOfEscape: options.character("charToEscapeQuoteEscaping") ?? escapeCharacter,
    quoteAll: options.boolean("quoteAll", false),
    escapeQuotes: options.boolean("escapeQuotes", true),
    comment: options.character("comment") ?? "#",
    ignoreLeadingWhiteSpace: options.boolean("ignoreLeadingWhiteSpace", true),
    ignoreTrailingWhiteSpace: options.boolean("ignoreTrailingWhiteSpace", true),
  };
}

function extensionOf(options: WriteOptions): string {
  const extension = options.get("extension") ?? "csv";
  if (/[/\\\0]/.test(extension)) throw invalidOption("extension", extension, "it must not name a folder");
  return extension;
}

/** SQL of a value as text; `plain` where that is letters, digits, signs, points and colons. */
interface TextValue {
  readonly sql: string;
  readonly plain: boolean;
}

function valuesOf(options: WriteOptions, session: ExpressionSettings): (column: OutputColumn) => TextValue {
  const settings = { timeZone: options.get("timeZone") ?? session.timeZone, ansi: session.ansi };
  const dateFormat = options.get("dateFormat");
  const timestampFormat = options.get("timestampFormat");
  const timestampNtzFormat = options.get("timestampNTZFormat");
  return ({ sql, type }) => {
    const t = type as SparkType;
    switch (t.kind) {
      case "string":
      case "char":
      case "varchar":
        return { sql, plain: false };
      case "binary":
        return { sql: `('[' || rtrim(regexp_replace(hex(${sql}), '(..)', '\\1 ', 'g')) || ']')`, plain: false };
      case "decimal":
        return { sql: bigDecimalSql(sql, t, settings), plain: true };
      case "date":
        if (dateFormat === undefined) return { sql: textSql(sql, type, settings), plain: true };
        return {
          sql: formatSql(`CAST(${sql} AS TIMESTAMP)`, dateFormat, settings.timeZone, undefined),
          plain: false,
        };
      case "timestamp": {
        const local = localTime(sql, settings.timeZone);
        const text = formatSql(local, timestampFormat ?? timestampPattern, settings.timeZone, sql);
        return { sql: text, plain: timestampFormat === undefined };
      }
      case "timestamp_ntz": {
        const text = formatSql(sql, timestampNtzFormat ?? timestampNtzPattern, settings.timeZone, undefined);
        return { sql: text, plain: timestampNtzFormat === undefined };
      }
      default:
        return { sql: textSql(sql, type, settings), plain: true };
    }
  };
}

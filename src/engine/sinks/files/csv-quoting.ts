import { quoteString } from "../../../types/index.ts";

/** How values are told apart in a line, as the library that Spark writes CSV with does it. */
export interface CsvQuoting {
  readonly separator: string;
  readonly lineSeparator: string;
  readonly quote: string;
  readonly escape: string;
  /** Stands before an escape character inside quotes. */
  readonly escapeOfEscape: string;
  /** Quotes around every value. */
  readonly quoteAll: boolean;
  /** A quote anywhere in a value puts quotes around it; otherwise only one at its start does. */
  readonly escapeQuotes: boolean;
  /** At the start of a line it would make a comment of the line. */
  readonly comment: string;
  readonly ignoreLeadingWhiteSpace: boolean;
  readonly ignoreTrailingWhiteSpace: boolean;
}

/** What counts as white space: every character up to the blank. */
const whiteSpace = String.fromCharCode(...Array.from({ length: 33 }, (_, code) => code));
const whiteSpaceSql = quoteString(whiteSpace);

/** SQL of text without the white space that is not to be written. */
export function trimSql(sql: string, quoting: CsvQuoting): string {
  const { ignoreLeadingWhiteSpace: leading, ignoreTrailingWhiteSpace: trailing } = quoting;
  if (!leading && !trailing) return sql;
  // Trimming is dear, and next to no text needs it.
  const ends = [...(leading ? [`left(${sql}, 1) <= ' '`] : []), ...(trailing ? [`right(${sql}, 1) <= ' '`] : [])];
  const trimmed = `${leading && trailing ? "trim" : leading ? "ltrim" : "rtrim"}(${sql}, ${whiteSpaceSql})`;
  return `CASE WHEN ${ends.join(" OR ")} THEN ${trimmed} ELSE ${sql} END`;
}

/** SQL of text as a value of a line, in quotes where it needs them. */
export function quotedSql(text: string, column: number, quoting: CsvQuoting): string {
  const { quote, escape: escapeCharacter, escapeOfEscape } = quoting;
  const doubled = replaceSql(text, quote, escapeCharacter + quote);
  const escaped =
    escapeCharacter === quote
      ? doubled
      : replaceSql(replaceSql(text, escapeCharacter, escapeOfEscape + escapeCharacter), quote, escapeCharacter + quote);
  const inQuotes = `(${quoteString(quote)} || ${escaped} || ${quoteString(quote)})`;
  if (quoting.quoteAll) return inQuotes;
  const inside = triggersOf(quoting).map((trigger) => `contains(${text}, ${quoteString(trigger)})`);
  const front = [quote, ...(column === 0 ? [quoting.comment] : [])];
  const first = front.map((trigger) => `starts_with(${text}, ${quoteString(trigger)})`);
  return `CASE WHEN ${[...inside, ...first].join(" OR ")} THEN ${inQuotes} ELSE ${text} END`;
}

/** As {@link quotedSql}, of text that is known: names of columns, what stands for NULL. */
export function quotedText(text: string, column: number, quoting: CsvQuoting): string {
  const { quote, escape: escapeCharacter, escapeOfEscape } = quoting;
  const needs =
    quoting.quoteAll ||
    triggersOf(quoting).some((trigger) => text.includes(trigger)) ||
    text.startsWith(quote) ||
    (column === 0 && text.startsWith(quoting.comment));
  if (!needs) return text;
  const escaped =
    escapeCharacter === quote ? text : text.replaceAll(escapeCharacter, () => escapeOfEscape + escapeCharacter);
  return quote + escaped.replaceAll(quote, () => escapeCharacter + quote) + quote;
}

/** As {@link quotedText}, for what stands for NULL or the empty text: where it is in quotes already it stays as it is. */
export function standInText(text: string, column: number, quoting: CsvQuoting): string {
  const trimmed = trimText(text, quoting);
  const { quote } = quoting;
  if (trimmed.length >= 2 && trimmed.startsWith(quote) && trimmed.endsWith(quote)) return trimmed;
  return quotedText(trimmed, column, quoting);
}

export function trimText(text: string, quoting: CsvQuoting): string {
  let [start, end] = [0, text.length];
  while (quoting.ignoreLeadingWhiteSpace && start < end && text.charCodeAt(start) <= 32) start += 1;
  while (quoting.ignoreTrailingWhiteSpace && end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
  return text.slice(start, end);
}

/** Whether text of letters, digits, signs, points and colons never needs quotes. */
export function leavesPlain(quoting: CsvQuoting): boolean {
  if (quoting.quoteAll) return false;
  return ![...triggersOf(quoting), quoting.quote, quoting.comment].some((trigger) => /^[\w .:+'-]/.test(trigger));
}

const triggersOf = (quoting: CsvQuoting): string[] => [
  quoting.separator,
  quoting.lineSeparator,
  "\n",
  "\r",
  ...(quoting.escapeQuotes ? [quoting.quote] : []),
];

const replaceSql = (text: string, from: string, to: string): string =>
  `replace(${text}, ${quoteString(from)}, ${quoteString(to)})`;

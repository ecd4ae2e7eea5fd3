/** How the fields of a record are parted and quoted. */
export interface CsvForm {
  readonly separator: string;
  readonly quote: string;
  readonly escapedBy: string;
}

/** The fields of one record; null for an empty one without quotes. */
export function csvFields(record: string, { separator, quote, escapedBy }: CsvForm): readonly (string | null)[] {
  const fields: (string | null)[] = [];
  let at = 0;
  for (;;) {
    if (quote !== "" && record.startsWith(quote, at)) {
      let value = "";
      at += quote.length;
      while (
        at < record.length &&
        !(record.startsWith(quote, at) && !(quote === escapedBy && record.startsWith(quote, at + 1)))
      ) {
        if (
          record.startsWith(escapedBy, at) &&
          (record.startsWith(quote, at + 1) || record.startsWith(escapedBy, at + 1))
        )
          at++;
        value += record[at++];
      }
      at += quote.length;
      const next = record.indexOf(separator, at);
      fields.push(value);
      if (next < 0) return fields;
      at = next + separator.length;
      continue;
    }
    const next = record.indexOf(separator, at);
    const value = next < 0 ? record.slice(at) : record.slice(at, next);
    fields.push(value === "" ? null : value);
    if (next < 0) return fields;
    at = next + separator.length;
  }
}

/** A record of fields: quoted where a field would part otherwise, and where it is empty. */
export function csvRecord(
  values: readonly (string | null)[],
  { separator, quote, escapedBy }: CsvForm,
  trims: boolean,
): string {
  return values
    .map((given) => {
      if (given === null) return "";
      const value = trims ? given.trim() : given;
      if (value === "") return quote + quote;
      if (!value.includes(separator) && !value.includes(quote) && !/[\r\n]/.test(value)) return value;
      return quote + value.replaceAll(quote, escapedBy + quote) + quote;
    })
    .join(separator);
}

/** The narrowest type of the text of a field. @see org.apache.spark.sql.catalyst.csv.CSVInferSchema */
export function csvType(field: string | null): string {
  const text = field?.trim() ?? "";
  if (text === "") return "STRING";
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text);
    if (BigInt.asIntN(32, value) === value) return "INT";
    if (BigInt.asIntN(64, value) === value) return "BIGINT";
    const digits = value.toString().replace("-", "").length;
    return digits <= 38 ? `DECIMAL(${digits},0)` : "DOUBLE";
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$|^[+-]?(?:NaN|Inf(?:inity)?)$/.test(text)) return "DOUBLE";
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return "DATE";
  if (/^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.test(text))
    return "TIMESTAMP";
  return /^(?:true|false)$/i.test(text) ? "BOOLEAN" : "STRING";
}

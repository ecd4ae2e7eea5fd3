import { type DataType, quoteString, type SparkType, structNames } from "../../../types/index.ts";
import type { ExpressionSettings, ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { anything } from "../parameters.ts";
import { localTime } from "../time-zone.ts";
import { stringType } from "../type-rules.ts";

/** What casts to text and `show` write differently. */
interface TextStyle {
  /** A NULL inside of an array, a map or a struct. */
  readonly nested: "null" | "NULL";
  bytes(sql: string): string;
}

const castStyle: TextStyle = { nested: "null", bytes: (sql) => `mr_utf8(${sql})` };

const showStyle: TextStyle = {
  nested: "NULL",
  bytes: (sql) => `('[' || rtrim(regexp_replace(hex(${sql}), '(..)', '\\1 ', 'g')) || ']')`,
};

/** SQL of a value as Spark's `CAST(… AS STRING)` shows it. `depth` keeps the names of nested lambdas apart. */
export function textSql(sql: string, type: DataType, settings: ExpressionSettings, depth = 0): string {
  return styledSql(sql, type, settings, depth, castStyle);
}

/** A value as `show` prints it: text but for NULL itself. @see org.apache.spark.sql.catalyst.expressions.ToPrettyString */
export const prettyText: ScalarFunction = scalar({
  name: "toprettystring",
  params: [anything],
  type: stringType,
  sql: ([value], call, settings) => styledSql(value!, call.args[0]!.type, settings, 0, showStyle),
});

function styledSql(sql: string, type: DataType, settings: ExpressionSettings, depth: number, style: TextStyle): string {
  const t = type as SparkType;
  switch (t.kind) {
    case "void":
      return "CAST(NULL AS VARCHAR)";
    case "string":
    case "char":
    case "varchar":
      return sql;
    case "binary":
      return style.bytes(sql);
    case "float":
    case "double":
      return `mr_float_text(CAST(${sql} AS VARCHAR))`;
    case "decimal":
      // DuckDB leaves out the zero in front of the point of a type without whole digits.
      return t.precision === t.scale && t.scale > 0
        ? `regexp_replace(CAST(${sql} AS VARCHAR), '^(-?)[.]', '\\10.')`
        : `CAST(${sql} AS VARCHAR)`;
    case "date":
      return `mr_date_text(${sql})`;
    case "timestamp":
      return `mr_timestamp_text(${localTime(sql, settings.timeZone)})`;
    case "timestamp_ntz":
      return `mr_timestamp_text(${sql})`;
    case "interval_day_time":
      return dayTimeText(`epoch_us(${sql})`, t.startField, t.endField);
    case "interval_year_month":
      return yearMonthText(`mr_months(${sql})`, t.startField, t.endField);
    case "interval":
      return `mr_interval_text(${sql})`;
    case "variant":
      return `js_variant_json(${sql}, ${quoteString(settings.timeZone)})`;
    case "array": {
      const element = `e${depth}`;
      const text = styledSql(element, t.elementType, settings, depth + 1, style);
      return `('[' || mr_join(list_transform(${sql}, lambda ${element}: coalesce(${text}, '${style.nested}'))) || ']')`;
    }
    case "map": {
      const entry = `e${depth}`;
      const key = styledSql(`${entry}.key`, t.keyType, settings, depth + 1, style);
      const value = styledSql(`${entry}.value`, t.valueType, settings, depth + 1, style);
      const text = `${key} || ' -> ' || coalesce(${value}, '${style.nested}')`;
      return `('{' || mr_join(list_transform(map_entries(${sql}), lambda ${entry}: ${text})) || '}')`;
    }
    case "struct": {
      const names = structNames(t.fields);
      const fields = t.fields.map(
        (field, i) =>
          `coalesce(${styledSql(`struct_extract(${sql}, ${quoteString(names[i]!)})`, field.dataType, settings, depth, style)}, '${style.nested}')`,
      );
      return `CASE WHEN ${sql} IS NOT NULL THEN '{' || ${fields.join(" || ', ' || ") || "''"} || '}' END`;
    }
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

const dayTimeFields = ["DAY", "HOUR", "MINUTE", "SECOND"];
const microsecondsOf = ["86400000000", "3600000000", "60000000", "1000000"];

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND`, with the fields of the type alone. */
function dayTimeText(micros: string, start: number, end: number): string {
  const parts: string[] = [];
  for (let field = start; field <= end; field++) {
    const outer = field === start ? `abs(${micros})` : `abs(${micros}) % ${microsecondsOf[field - 1]}`;
    const whole = `CAST((${outer}) // ${microsecondsOf[field]} AS VARCHAR)`;
    if (field > start) parts.push(field === 1 ? "' '" : "':'");
    parts.push(field === 0 ? whole : `lpad(${whole}, CAST(greatest(2, length(${whole})) AS INTEGER), '0')`);
    if (field === 3) parts.push(`mr_fraction_text(abs(${micros}) % 1000000)`);
  }
  const unit = start === end ? dayTimeFields[start] : `${dayTimeFields[start]} TO ${dayTimeFields[end]}`;
  return `('INTERVAL ''' || CASE WHEN ${micros} < 0 THEN '-' ELSE '' END || ${parts.join(" || ")} || ''' ${unit}')`;
}

/** `INTERVAL '1-2' YEAR TO MONTH`, with the fields of the type alone. */
function yearMonthText(months: string, start: number, end: number): string {
  const sign = `CASE WHEN ${months} < 0 THEN '-' ELSE '' END`;
  const years = `abs(${months}) // 12`;
  const [text, unit] =
    start !== end
      ? [`(${years}) || '-' || (abs(${months}) % 12)`, "YEAR TO MONTH"]
      : start === 0
        ? [`(${years})`, "YEAR"]
        : [`abs(${months})`, "MONTH"];
  return `('INTERVAL ''' || ${sign} || ${text} || ''' ${unit}')`;
}

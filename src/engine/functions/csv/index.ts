import { sparkError } from "../../../common/index.ts";
import {
  ArrayType,
  csvSeparator,
  type DataType,
  parseDataType,
  quoteIdentifier,
  quoteString,
  StructField,
  StructType,
  structNames,
} from "../../../types/index.ts";
import type { CallSite, ExpressionSettings, ScalarFunction } from "../../plan/index.ts";
import { textSql } from "../cast/index.ts";
import { constantText } from "../constant.ts";
import { formatSql } from "../datetime/format.ts";
import { readTextSql } from "../datetime/read-text.ts";
import { scalar } from "../define.ts";
import { corruptColumn } from "../json/misfits.ts";
import { timestampNtzPattern, timestampPattern } from "../json/to-json.ts";
import { failsFast, isTrue, type Options, optionsOf } from "../options.ts";
import { anyStruct, anything, of } from "../parameters.ts";
import { raiseSql } from "../raise.ts";
import { mismatch, notFoldable, type PrintCall, quotedType } from "../refusal.ts";
import { schemaOf } from "../schema-of.ts";
import { type Script, script } from "../script.ts";
import { localTime } from "../time-zone.ts";
import { booleanType, stringType } from "../type-rules.ts";
import { type CsvForm, csvFields, csvRecord, csvType } from "./record.ts";

const known = [
  "columnnameofcorruptrecord",
  "sep",
  "delimiter",
  "quote",
  "escape",
  "mode",
  "nullvalue",
  "dateformat",
  "timestampformat",
  "timestampntzformat",
  "ignoreleadingwhitespace",
  "ignoretrailingwhitespace",
];

const formOf = (options: Options): CsvForm => ({
  separator: csvSeparator(options.get("sep") ?? options.get("delimiter")),
  quote: options.get("quote") ?? '"',
  escapedBy: options.get("escape") ?? "\\",
});

const texts = new ArrayType(stringType, true);
const form = [stringType, stringType, stringType];

export const csvScripts: readonly Script[] = [
  script(
    "js_csv_fields",
    [stringType, ...form],
    texts,
    (record: string, separator: string, quote: string, escapedBy: string) =>
      csvFields(record, { separator, quote, escapedBy }),
  ),
  script(
    "js_csv_record",
    [texts, ...form, booleanType],
    stringType,
    (values: readonly (string | null)[], separator: string, quote: string, escapedBy: string, trims: boolean) =>
      csvRecord(values, { separator, quote, escapedBy }, trims),
  ),
];

const formSql = (options: Options): string => {
  const { separator, quote, escapedBy } = formOf(options);
  return [separator, quote, escapedBy].map(quoteString).join(", ");
};

const printFirst: PrintCall = ([first], name) => `${name}(${first})`;

const schemaOfCsv = schemaOf("schema_of_csv", "csv", known, (record, options) => {
  const fields = csvFields(record, formOf(options));
  return `STRUCT<${fields.map((field, i) => `_c${i}: ${csvType(field)}`).join(", ")}>`;
});

/** The struct that a schema names: its text, or what `schema_of_csv` finds. */
function structOf(call: CallSite): StructType {
  const schema = call.args[1]!;
  const text =
    schema.kind === "call" && schema.function.name === "schema_of_csv"
      ? schemaOfCsv.schema(schema)
      : constantText(schema);
  if (text === undefined) throw notFoldable(call, printFirst, 1, "schema", stringType);
  const type = parseDataType(text);
  if (type.kind !== "struct") throw mismatch(call, printFirst, "INVALID_JSON_SCHEMA", { schema: quotedType(type) });
  return new StructType((type as StructType).fields.map(({ name, dataType }) => new StructField(name, dataType, true)));
}

function fieldSql(type: DataType, at: number, options: Options, settings: ExpressionSettings): string {
  let text = `r[${at + 1}]`;
  if (isTrue(options, "ignoreleadingwhitespace")) text = `ltrim(${text})`;
  if (isTrue(options, "ignoretrailingwhitespace")) text = `rtrim(${text})`;
  const nullValue = options.get("nullvalue");
  return readTextSql(
    nullValue === undefined ? text : `nullif(${text}, ${quoteString(nullValue)})`,
    type,
    options,
    settings,
  );
}

function writtenText(sql: string, type: DataType, options: Options, settings: ExpressionSettings): string {
  const zone = settings.timeZone;
  if (type.kind === "timestamp")
    return formatSql(localTime(sql, zone), options.get("timestampformat") ?? timestampPattern, zone, sql);
  if (type.kind === "timestamp_ntz")
    return formatSql(sql, options.get("timestampntzformat") ?? timestampNtzPattern, zone, undefined);
  const dates = options.get("dateformat");
  return type.kind === "date" && dates !== undefined
    ? formatSql(`CAST(${sql} AS TIMESTAMP)`, dates, zone, undefined)
    : textSql(sql, type, settings);
}

export const csvFunctions: readonly ScalarFunction[] = [
  schemaOfCsv.function,
  scalar({
    name: "from_csv",
    params: [of(stringType), of(stringType), anything],
    optional: 1,
    type(_types, call) {
      const options = optionsOf("from_csv", call.args[2], known);
      const mode = options.get("mode")?.toUpperCase();
      if (mode === "DROPMALFORMED") throw sparkError("PARSE_MODE_UNSUPPORTED", { funcName: "`from_csv`", mode });
      const type = structOf(call);
      corruptColumn(type, options);
      return type;
    },
    nullable: ([record]) => record!,
    sql([record], call, settings) {
      const options = optionsOf("from_csv", call.args[2], known);
      const { fields } = call.type as StructType;
      const names = structNames(fields);
      const corrupt = corruptColumn(call.type, options);
      const own = fields.filter(({ name }) => name !== corrupt);
      const values = new Map(own.map(({ dataType, name }, i) => [name, fieldSql(dataType, i, options, settings)]));
      const pack = (kept: string): string => {
        const members = fields.map(({ name }, i) => `${quoteIdentifier(names[i]!)} := ${values.get(name) ?? kept}`);
        return `struct_pack(${members.join(", ")})`;
      };
      const lost = [...values.values()].map((value, i) => `(r[${i + 1}] IS NOT NULL AND ${value} IS NULL)`);
      const isMalformed = [`len(r) <> ${own.length}`, ...lost].join(" OR ");
      const row = [...values.values()]
        .map((value) => `coalesce(CAST(${value} AS VARCHAR), 'null')`)
        .join(" || ',' || ");
      const error = raiseSql("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
        badRecord: `'[' || ${row === "" ? "''" : row} || ']'`,
        failFastMode: "'FAILFAST'",
      });
      const fits = pack("CAST(NULL AS VARCHAR)");
      const wrong = failsFast(options) ? error : pack(record!);
      const checked =
        failsFast(options) || corrupt !== undefined ? `CASE WHEN ${isMalformed} THEN ${wrong} ELSE ${fits} END` : fits;
      const split = `js_csv_fields(${record}, ${formSql(options)})`;
      return `CASE WHEN ${record} IS NOT NULL THEN list_transform([${split}], lambda r: ${checked})[1] END`;
    },
    print: printFirst,
  }),
  scalar({
    name: "to_csv",
    params: [
      { ...anyStruct, accept: (type, ansi) => (type.kind === "void" ? type : anyStruct.accept(type, ansi)) },
      anything,
    ],
    optional: 1,
    coerce(call, types) {
      optionsOf("to_csv", call.args[1], known);
      return types;
    },
    type: stringType,
    nullable: true,
    sql([row], call, settings) {
      if (call.args[0]!.type.kind === "void") return "CAST(NULL AS VARCHAR)";
      const options = optionsOf("to_csv", call.args[1], known);
      const { fields } = call.args[0]!.type as StructType;
      const names = structNames(fields);
      const values = fields.map(({ dataType }, i) =>
        writtenText(`struct_extract(${row}, ${quoteString(names[i]!)})`, dataType, options, settings),
      );
      const record = `js_csv_record(CAST([${values.join(", ")}] AS VARCHAR[]), ${formSql(options)}, true)`;
      return `CASE WHEN ${row} IS NOT NULL THEN ${record} END`;
    },
    print: printFirst,
  }),
];

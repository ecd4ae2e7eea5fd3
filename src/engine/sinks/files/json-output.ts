import type { SparkType } from "../../../types/index.ts";
import { jsonObjectSql } from "../../functions/index.ts";
import { requireEnglish } from "../../sources/index.ts";
import { lineOutput, type OutputFormat, partsOf } from "./output-format.ts";

const supports = (type: SparkType): boolean =>
  type.kind !== "interval" && partsOf(type).every((part) => supports(part as SparkType));

/** An object a line. @see org.apache.spark.sql.execution.datasources.json.JsonFileFormat */
export const jsonFormat: OutputFormat = {
  title: "JSON",
  supports,
  output(columns, options, settings) {
    options.requireUtf8("JSONOptions");
    if (options.boolean("pretty", false)) options.refuse({ pretty: "an object is written on one line" });
    if (options.boolean("writeNonAsciiCharacterAsCodePoint", false))
      options.refuse({ writeNonAsciiCharacterAsCodePoint: "text is written as UTF-8" });
    requireEnglish(options);
    if (options.boolean("sortKeys", false))
      options.refuse({ sortKeys: "fields are written in the order of the columns" });
    const ignoreNullFields = options.boolean(
      "ignoreNullFields",
      settings.find("spark.sql.jsonGenerator.ignoreNullFields") !== "false",
    );
    const zoned = { ...settings, timeZone: options.get("timeZone") ?? settings.timeZone, ansi: settings.ansi };
    const line = jsonObjectSql(columns, zoned, {
      ignoreNullFields,
      dateFormat: options.get("dateFormat"),
      timestampFormat: options.get("timestampFormat"),
      timestampNTZFormat: options.get("timestampNTZFormat"),
    });
    return lineOutput(line, ".json", options.get("compression"), options.lineSeparator());
  },
};

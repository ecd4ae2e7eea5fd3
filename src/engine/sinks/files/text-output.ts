import { sparkError } from "../../../common/index.ts";
import { lineOutput, type OutputFormat } from "./output-format.ts";

/** One text column, a row a line. @see org.apache.spark.sql.execution.datasources.text.TextFileFormat */
export const textFormat: OutputFormat = {
  title: "Text",
  supports: (type) => type.kind === "string",
  output(columns, options) {
    if (columns.length !== 1) throw sparkError("_LEGACY_ERROR_TEMP_1290", { schemaSize: String(columns.length) });
    return lineOutput(columns[0]!.sql, ".txt", options.get("compression"), options.lineSeparator());
  },
};

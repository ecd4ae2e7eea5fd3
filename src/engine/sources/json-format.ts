import { rescuedColumn } from "./evolution/evolution-options.ts";
import type { FileFormat } from "./files/file-format.ts";
import { bindJson, inferJson, jsonOptions } from "./json/index.ts";
import { SourceOptions } from "./options.ts";

/** JSON lines, or one document a file. @see org.apache.spark.sql.execution.datasources.json.JsonFileFormat */
export const jsonFormat: FileFormat = {
  title: "JSON",
  rescues: true,
  check: (options) => void jsonOptions(options),
  async infer({ files, options, read, timeZone }) {
    if (files.length === 0) return undefined;
    return inferJson({ files, options: jsonOptions(options), read, timeZone });
  },
  bind: ({ files, columns, schema, options, context, read, fileColumn }) => {
    const rescued = rescuedColumn(new SourceOptions(options));
    return bindJson({
      files,
      columns,
      options: jsonOptions(options),
      context,
      read,
      ...(fileColumn !== undefined && { fileColumn }),
      ...(rescued !== undefined && { rescue: { column: rescued, schema } }),
    });
  },
};

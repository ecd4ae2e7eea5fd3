import type { FileFormat } from "./files/file-format.ts";
import { bindJson, inferJson, jsonOptions } from "./json/index.ts";

/** JSON lines, or one document a file. @see org.apache.spark.sql.execution.datasources.json.JsonFileFormat */
export const jsonFormat: FileFormat = {
  title: "JSON",
  check: (options) => void jsonOptions(options),
  async infer({ files, options, read, timeZone }) {
    if (files.length === 0) return undefined;
    return inferJson({ files, options: jsonOptions(options), read, timeZone });
  },
  bind: ({ files, columns, options, context, read, fileColumn }) =>
    bindJson({
      files,
      columns,
      options: jsonOptions(options),
      context,
      read,
      ...(fileColumn !== undefined && { fileColumn }),
    }),
};

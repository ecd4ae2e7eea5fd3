import { duckDbType, quoteIdentifier, quoteString } from "../../types/index.ts";
import type { FileFormat } from "./files/file-format.ts";
import { jsonOptions } from "./json/index.ts";

/** JSON lines, or one document a file. */
export const jsonFormat: FileFormat = {
  title: "JSON",
  check: (options) => void jsonOptions(options),
  infer: async () => undefined,
  async bind({ files, columns }) {
    const paths = files.map((file) => quoteString(file.localPath ?? "")).join(", ");
    const types = columns.map((column) => `${quoteIdentifier(column.name)}: '${duckDbType(column.type)}'`).join(", ");
    const list = columns.map((column) => `${quoteIdentifier(column.name)} AS c${column.id}`).join(", ") || "1";
    return {
      sql: `SELECT ${list} FROM read_json([${paths}], columns={${types || "x: 'JSON'"}}, format='newline_delimited')`,
      release: async () => {},
    };
  },
};

import { type DataType, duckDbType } from "../../../types/index.ts";
import type { ExpressionSettings } from "../../plan/index.ts";
import { castSql } from "../cast/index.ts";
import type { Options } from "../options.ts";
import { stringType } from "../type-rules.ts";
import { patternReader } from "./parse.ts";

const formats: Readonly<Record<string, string>> = {
  date: "dateformat",
  timestamp: "timestampformat",
  timestamp_ntz: "timestampntzformat",
};

/** SQL of text as a value of a type, in the formats that options name for dates and times; NULL where it is none. */
export function readTextSql(text: string, type: DataType, options: Options, settings: ExpressionSettings): string {
  const pattern = options.get(formats[type.kind] ?? "");
  if (pattern === undefined) return castSql(text, stringType, type, "try", settings);
  const reader = patternReader(pattern);
  return type.kind === "timestamp"
    ? reader.instant(text, settings.timeZone)
    : `CAST(${reader.local(text)} AS ${duckDbType(type)})`;
}

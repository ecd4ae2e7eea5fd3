import { type Clock, sparkError } from "../../common/index.ts";
import type { FileSystems } from "../../storage/index.ts";
import type { Database } from "../duckdb/index.ts";
import type { ExpressionSettings, SourceDescription } from "../plan/index.ts";
import { csvFormat } from "./csv/csv-format.ts";
import type { FileFormat } from "./files/file-format.ts";
import { FileSource } from "./files/file-source.ts";
import { jsonFormat } from "./json-format.ts";
import { memoryProvider } from "./memory/memory-stream.ts";
import { parquetFormat } from "./parquet/parquet-format.ts";
import { type ParsedTexts, parseTexts, type Texts } from "./parse-texts.ts";
import { rateMicroBatchProvider } from "./rate/rate-micro-batch-source.ts";
import { rateProvider } from "./rate/rate-source.ts";
import { refusal } from "./refused-formats.ts";
import { socketProvider } from "./socket/socket-source.ts";
import type { BatchSource, SourceRegistry } from "./source.ts";
import { FileStreamSource } from "./stream/file-stream-source.ts";
import type { StreamProvider } from "./stream-provider.ts";
import type { StreamSource } from "./stream-source.ts";
import { textFormat } from "./text/text-format.ts";

/** What sources work with. */
export interface SourcesOptions {
  readonly fileSystems: FileSystems;
  readonly clock: Clock;
  /** Looks into files whose schema is asked for. */
  readonly database: Database;
  /** Formats that are read by what lies beyond this folder, batches only. */
  readonly others?: ReadonlyMap<string, BatchSource>;
}

/** All sources of an engine. */
export interface Sources extends SourceRegistry {
  /**
   * Makes a streaming source; the streaming query that gets it closes it.
   *
   * @throws SparkException for formats that do not stream, wrong options, missing paths
   */
  stream(description: SourceDescription): Promise<StreamSource>;
  /**
   * Reads texts that are records of a format, `json` or `csv`.
   *
   * @throws SparkException as {@link parseTexts}
   */
  parse(format: "json" | "csv", texts: Texts, settings: ExpressionSettings): Promise<ParsedTexts>;
}

/** The sources that Millrace has: files (json, csv, parquet, text), `rate`, `rate-micro-batch`, `socket` and streams in memory. */
export function createSources({ fileSystems, clock, database, others }: SourcesOptions): Sources {
  const formats = new Map<string, FileFormat>([
    ["json", jsonFormat],
    ["csv", csvFormat],
    ["parquet", parquetFormat(database)],
    ["text", textFormat],
  ]);
  const providers = new Map<string, StreamProvider>([
    ["rate", rateProvider],
    ["rate-micro-batch", rateMicroBatchProvider],
    ["socket", socketProvider],
    ["memory", memoryProvider],
  ]);
  return {
    source(name) {
      const known = shortName(name);
      const format = formats.get(known);
      if (format !== undefined) return new FileSource(format, fileSystems);
      const provider = providers.get(known);
      if (provider !== undefined) return streamedOnly(known, provider);
      const other = others?.get(known);
      if (other !== undefined) return other;
      return {
        schema: async (read) => Promise.reject(refusal(name, read.streaming)),
        bind: async () => Promise.reject(refusal(name, false)),
      };
    },
    async stream(description) {
      const known = shortName(description.format);
      const provider = providers.get(known);
      if (provider !== undefined) return provider.open(description.options, clock);
      const format = formats.get(known);
      if (format === undefined) throw refusal(description.format, true);
      return FileStreamSource.open(description, format, fileSystems, clock);
    },
    parse: (format, texts, settings) =>
      parseTexts(format === "json" ? jsonFormat : csvFormat, texts, settings, database),
  };
}

/** Formats may be named by Spark's classes as well: `org.apache.spark.sql.execution.datasources.json.JsonFileFormat`. */
function shortName(format: string): string {
  const name = format.toLowerCase();
  const match = /^org\.apache\.spark\.sql\.(?:execution\.datasources\.)?(json|csv|parquet|text)(?:\.\w+)?$/.exec(name);
  return match?.[1] ?? name;
}

/** A source that has a schema of its own, and streams only. */
function streamedOnly(format: string, { provider, schema }: StreamProvider): BatchSource {
  return {
    async schema(read) {
      if (!read.streaming) throw refusal(format, false);
      if (read.schema !== undefined) throw sparkError("_LEGACY_ERROR_TEMP_2242", { provider });
      return schema(read.options);
    },
    async bind() {
      throw refusal(format, false);
    },
  };
}

import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { sparkError } from "../../common/index.ts";
import { csvCell, type DataType, formatValue, rowToJson, type SparkType } from "../../types/index.ts";
import type { Backend } from "../backend.ts";
import { invalid } from "../parameters.ts";
import type { StatementRun } from "./run.ts";

/** A file that a browser saves. */
export interface Download {
  readonly name: string;
  readonly type: string;
  readonly size?: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** @throws SparkException DASHBOARD_REQUEST.{INVALID, NOT_FINISHED}; what writing Parquet throws, as for columns of one name */
export async function download(run: StatementRun, format: string, backend: Backend): Promise<Download> {
  const { id, state, columns } = run.describe();
  if (state === "running" || columns === null) throw sparkError("DASHBOARD_REQUEST.NOT_FINISHED", { id, state });
  switch (format) {
    case "csv":
      return { name: "result.csv", type: "text/csv; charset=utf-8", body: streamOf(csvLines(run)) };
    case "json":
      return { name: "result.json", type: "application/x-ndjson; charset=utf-8", body: streamOf(jsonLines(run)) };
    case "parquet":
      return parquet(run, backend);
    default:
      throw invalid("format", "csv, json or parquet", format);
  }
}

/** A header and a line for each row; NULL is an empty cell, as Spark writes CSV. */
async function* csvLines({ schema, rows, zone }: StatementRun): AsyncGenerator<string> {
  const { fields } = schema!;
  const texts = fields.map(({ dataType }) => csvText(dataType, zone));
  yield `${fields.map(({ name }) => csvCell(name)).join(",")}\n`;
  for await (const { columns, count } of rows!.stretches()) {
    let text = "";
    for (let row = 0; row < count; row++) {
      const cells = texts.map((textOf, at) => {
        const value = columns[at]![row];
        return value === null || value === undefined ? "" : textOf(value);
      });
      text += `${cells.join(",")}\n`;
    }
    yield text;
  }
}

/** What writes values of a type; text that never has a comma needs no look. */
function csvText(type: DataType, zone: string): (value: unknown) => string {
  switch ((type as SparkType).kind) {
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return String;
    default:
      return (value) => csvCell(formatValue(value, type, { zone, style: "cast" }));
  }
}

/** A line for each row, as Spark's `to_json` writes values. */
async function* jsonLines({ schema, rows, zone }: StatementRun): AsyncGenerator<string> {
  const { names } = schema!;
  for await (const { columns, count } of rows!.stretches()) {
    let text = "";
    for (let at = 0; at < count; at++) {
      const row = Object.fromEntries(names.map((name, index) => [name, columns[index]![at]]));
      text += `${rowToJson(row, schema!, { zone, ignoreNullFields: false })}\n`;
    }
    yield text;
  }
}

/** Text as bytes, made when it is asked for. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await lines.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function parquet(run: StatementRun, backend: Backend): Promise<Download> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-result-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const spark = await backend.local();
    const ipc = await run.rows!.ipc();
    const schema = run.schema!;
    const frame =
      ipc === undefined ? await spark.createDataFrame([], schema) : await spark.createDataFrame(ipc, schema);
    await frame.coalesce(1).write.parquet(`file:${join(folder, "rows")}`);
    const file = (await readdir(join(folder, "rows"))).find((name) => name.endsWith(".parquet"));
    if (file === undefined) throw sparkError("INTERNAL_ERROR", { message: "no Parquet file was written" });
    const path = join(folder, "rows", file);
    const stream = createReadStream(path);
    stream.once("close", () => void remove());
    return {
      name: "result.parquet",
      type: "application/vnd.apache.parquet",
      size: (await stat(path)).size,
      body: Readable.toWeb(stream) as ReadableStream<Uint8Array>,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

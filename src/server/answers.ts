import type { MessageInitShape } from "@bufbuild/protobuf";
import { arrowBatches, type QueryResult } from "../engine/duckdb/index.ts";
import type { ExecutePlanResponseSchema } from "../protocol/index.ts";
import { type StructType, typeToProto } from "../types/index.ts";
import type { SessionSettings } from "./settings.ts";

/** An answer to ExecutePlan without what every answer carries. */
export type Answer = Pick<
  MessageInitShape<typeof ExecutePlanResponseSchema>,
  "responseType" | "schema" | "observedMetrics"
>;

/** The rows of a result as messages: the schema with the first, then one record batch each. */
export async function* rowAnswers(
  result: QueryResult,
  schema: StructType,
  settings: SessionSettings,
): AsyncGenerator<Answer> {
  let startOffset = 0n;
  // With the first batch and not before it: clients release each message by a call of its own.
  let first: Pick<Answer, "schema"> = { schema: typeToProto(schema) };
  const maxRows = settings.number("spark.sql.execution.arrow.maxRecordsPerBatch");
  for await (const { rowCount, ipc } of arrowBatches(result, schema, { maxRows, timeZone: settings.timeZone })) {
    yield {
      ...first,
      responseType: {
        case: "arrowBatch",
        value: { rowCount: BigInt(rowCount), data: ipc, startOffset, chunkIndex: 0n, numChunksInBatch: 1n },
      },
    };
    startOffset += BigInt(rowCount);
    first = {};
  }
}

import type { MessageInitShape } from "@bufbuild/protobuf";
import { sparkError } from "../common/index.ts";
import { arrowBatches, type Rows } from "../engine/duckdb/index.ts";
import type { ExecutePlanResponseSchema } from "../protocol/index.ts";
import { type StructType, typeToProto } from "../types/index.ts";
import type { SessionSettings } from "./settings.ts";

/** An answer to ExecutePlan without what every answer carries. */
export type Answer = Pick<
  MessageInitShape<typeof ExecutePlanResponseSchema>,
  "responseType" | "schema" | "observedMetrics"
>;

/** Spark's clients take messages up to 128 MiB; the rest of a message is small. */
const largestMessage = 120 * 1024 * 1024;

/**
 * The rows of a result as messages: the schema with the first, then one record batch each, or a piece of one where the client allows it.
 *
 * @param pieceBytes - bytes into which larger batches may be cut
 * @throws SparkException `LIMIT_EXCEEDED.ROW` for a row that no message holds
 */
export async function* rowAnswers(
  result: Rows,
  schema: StructType,
  settings: SessionSettings,
  pieceBytes: number | undefined,
): AsyncGenerator<Answer> {
  let startOffset = 0n;
  // With the first batch and not before it: clients release each message by a call of its own.
  let first: Pick<Answer, "schema"> = { schema: typeToProto(schema) };
  const maxRows = settings.number("spark.sql.execution.arrow.maxRecordsPerBatch");
  for await (const { rowCount, ipc } of arrowBatches(result, schema, { maxRows, timeZone: settings.timeZone })) {
    const pieces = Math.max(1, Math.ceil(ipc.length / (pieceBytes ?? largestMessage)));
    if (pieceBytes === undefined && pieces > 1)
      throw sparkError("LIMIT_EXCEEDED.ROW", { size: String(ipc.length), limit: String(largestMessage) });
    const batch = { rowCount: BigInt(rowCount), startOffset, numChunksInBatch: BigInt(pieces) };
    for (let piece = 0; piece < pieces; piece++) {
      const data = pieces === 1 ? ipc : ipc.subarray(piece * pieceBytes!, (piece + 1) * pieceBytes!);
      yield { ...first, responseType: { case: "arrowBatch", value: { ...batch, data, chunkIndex: BigInt(piece) } } };
      first = {};
    }
    startOffset += BigInt(rowCount);
  }
}

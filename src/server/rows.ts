import { checkBatch } from "../engine/analyze/index.ts";
import { showString as printRows } from "../engine/execute/index.ts";
import type { Relation, ShowString } from "../protocol/index.ts";
import { StructType } from "../types/index.ts";
import { type Answer, rowAnswers } from "./answers.ts";
import type { Running } from "./operations/index.ts";
import { executeOptions, requiredRelation, valuesAnswer } from "./requests.ts";
import type { ServerSession } from "./session.ts";

/** Runs a query and gives its rows. @throws SparkException for a stream, which only `writeStream` runs */
export async function* runRows(message: Relation, session: ServerSession, operation: Running): AsyncGenerator<Answer> {
  const plan = await session.resolveMessage(message);
  checkBatch(plan);
  const rows = await session.engine.executor.open(plan, executeOptions(session, operation));
  try {
    yield* rowAnswers(rows.result, rows.schema, session.settings, operation.pieceBytes);
  } finally {
    await rows.close();
  }
}

/** Runs a query and gives its first rows as a table of text. */
export async function* showString(
  message: ShowString,
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  checkBatch(plan);
  const text = await printRows(session.engine.executor, plan, {
    numRows: message.numRows,
    truncate: message.truncate,
    vertical: message.vertical,
    ...executeOptions(session, operation),
  });
  yield* valuesAnswer(new StructType().add("show_string", "string", false), [[text]], session, operation);
}

import { sqlParametersFromProto } from "../../engine/plan/index.ts";
import type { Statement } from "../../engine/sql/index.ts";
import type { Relation, SqlCommand } from "../../protocol/index.ts";
import type { Answer } from "../answers.ts";
import type { Running } from "../operations/index.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { runStatement } from "./statement.ts";

/**
 * Takes SQL text. A query is only looked at here and goes back to the client as the relation that it will run; any other statement runs
 * now, and what it has to say goes back as rows.
 */
export async function* sqlCommand(
  message: SqlCommand,
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  const input = requiredRelation(message.input, "input");
  const statement = parse(input, session);
  if (statement === undefined || statement.kind === "query") {
    await session.resolveMessage(input);
    yield answer(input);
  } else yield answer(await runStatement(statement, session, operation));
}

const answer = (relation: Relation): Answer => ({
  responseType: { case: "sqlCommandResult", value: { relation } },
});

/** Undefined where the text comes with other relations, which only queries do. */
function parse({ relType }: Relation, session: ServerSession): Statement | undefined {
  if (relType.case !== "sql") return undefined;
  return session.sql.statement(relType.value.query, sqlParametersFromProto(relType.value, session.parsers));
}

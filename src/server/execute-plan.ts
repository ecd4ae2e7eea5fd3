import { sparkError } from "../common/index.ts";
import { planFromProto } from "../engine/plan/index.ts";
import type { ExecutePlanRequest, Plan, Relation } from "../protocol/index.ts";
import type { Answer } from "./answers.ts";
import { executeCatalog } from "./commands/catalog.ts";
import { executeCommand } from "./commands/command.ts";
import { withRuntimePlace } from "./errors/index.ts";
import { reportInterval, withProgress } from "./execution-progress.ts";
import { observedMetrics } from "./observed-metrics.ts";
import type { Running } from "./operations/index.ts";
import { runRows, showString } from "./rows.ts";
import type { ServerSession } from "./session.ts";

/** Runs a plan: a relation gives rows, a command does what it says. */
export async function* executePlan(
  { plan }: ExecutePlanRequest,
  session: ServerSession,
  operation: Running,
): AsyncGenerator<Answer> {
  const answers = run(plan, session, operation);
  yield* operation.done === undefined
    ? answers
    : withProgress(answers, operation.done, reportInterval(session.settings));
  if (operation.observations.size > 0) yield observedMetrics(operation.observations);
}

/** The rows of a query; what fails while they are computed tells its place in the query where that is known. */
async function* rows(message: Relation, session: ServerSession, operation: Running): AsyncGenerator<Answer> {
  const plan = await session.resolveMessage(message);
  try {
    yield* runRows(plan, session, operation);
  } catch (error) {
    throw withRuntimePlace(error, () => planFromProto(message, session.parsers));
  }
}

async function* run(plan: Plan | undefined, session: ServerSession, operation: Running): AsyncGenerator<Answer> {
  switch (plan?.opType.case) {
    case "command":
      yield* executeCommand(plan.opType.value, session, operation);
      return;
    case "root": {
      const { relType } = plan.opType.value;
      if (relType.case === "showString") yield* showString(relType.value, session, operation);
      else if (relType.case === "catalog") yield* executeCatalog(relType.value, session, operation);
      else yield* rows(plan.opType.value, session, operation);
      return;
    }
    default:
      throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", {
        message: plan?.opType.case === undefined ? "a request without a plan" : `plans as ${plan.opType.case}`,
      });
  }
}

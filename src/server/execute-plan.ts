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

/** What runs a plan; what fails while rows are computed tells its place in the query where that is known. */
async function* run(plan: Plan | undefined, session: ServerSession, operation: Running): AsyncGenerator<Answer> {
  try {
    yield* start(plan, session, operation);
  } catch (error) {
    const query = queryOf(plan);
    throw query === undefined ? error : withRuntimePlace(error, () => planFromProto(query, session.parsers));
  }
}

/** The relation whose rows a plan computes. */
function queryOf(plan: Plan | undefined): Relation | undefined {
  if (plan?.opType.case === "root") {
    const { relType } = plan.opType.value;
    return relType.case === "showString" ? relType.value.input : plan.opType.value;
  }
  const command = plan?.opType.case === "command" ? plan.opType.value.commandType : undefined;
  if (command?.case === "checkpointCommand") return command.value.relation;
  return command?.case === "writeOperation" || command?.case === "writeOperationV2" ? command.value.input : undefined;
}

function start(plan: Plan | undefined, session: ServerSession, operation: Running): AsyncGenerator<Answer> {
  switch (plan?.opType.case) {
    case "command":
      return executeCommand(plan.opType.value, session, operation);
    case "root": {
      const { relType } = plan.opType.value;
      if (relType.case === "showString") return showString(relType.value, session, operation);
      if (relType.case === "catalog") return executeCatalog(relType.value, session, operation);
      return runRows(plan.opType.value, session, operation);
    }
    default:
      throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", {
        message: plan?.opType.case === undefined ? "a request without a plan" : `plans as ${plan.opType.case}`,
      });
  }
}

import { explain } from "../../engine/execute/index.ts";
import type { Statement } from "../../engine/sql/index.ts";
import { quoteParts } from "../../types/index.ts";
import type { ServerSession } from "../session.ts";

type Explain = Extract<Statement, { kind: "explain" }>;
type Command = Exclude<Statement, { kind: "query" }>;

/** The plan of a query, or what a command would do and the plan of the query that it would run for that. */
export async function explainStatement(
  { mode, statement }: Pick<Explain, "mode" | "statement">,
  session: ServerSession,
): Promise<string> {
  const { settings } = session;
  const title = statement.kind === "query" ? undefined : `Execute ${titleOf(statement)}`;
  const parsed = "plan" in statement ? statement.plan : undefined;
  if (parsed === undefined) return `== Physical Plan ==\n${title}\n`;
  const plan = await session.resolve(parsed);
  const kept = session.cachedPlans.shown(plan);
  const shown = await explain(session.engine.executor, {
    parsed,
    plan,
    kept,
    mode,
    settings,
  });
  return title === undefined ? shown : shown.replace(/^== .* Plan ==$/gm, (heading) => `${heading}\n${title}`);
}

/** `INSERT INTO t`, `DROP TABLE`: the command by the words that it begins with, and what it is about. */
function titleOf(command: Command): string {
  const name = "name" in command ? command.name : "table" in command ? command.table : undefined;
  const about = name === undefined ? "" : ` ${quoteParts(name)}`;
  switch (command.kind) {
    case "insert":
      return `INSERT ${command.overwrite ? "OVERWRITE" : "INTO"}${about}`;
    case "drop":
      return `DROP ${command.object.toUpperCase()}${about}`;
    case "alter":
      return `ALTER ${command.object.toUpperCase()}${about}`;
    case "changeRows":
      return `${command.operation}${about}`;
    default:
      return `${command.kind.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase()}${about}`;
  }
}

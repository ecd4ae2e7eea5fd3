import type { SparkSession } from "../../src/entry/index.ts";
import { differences } from "../parity/deviations.ts";
import { outcomeOf, tableOf } from "../parity/outcome.ts";
import { columnsText } from "../queries/columns-text.ts";
import { isOrdered } from "../queries/program.ts";

/** What an engine made of a query. */
export type Answer = { readonly schema: string; readonly rows: readonly unknown[] } | { readonly error: string };

/** Asks an engine. Doubles have 12 digits, since sums depend on the order of their parts. */
export async function answerOf(spark: SparkSession, sql: string): Promise<Answer> {
  const outcome = await outcomeOf(async () => {
    const frame = await spark.sql(sql);
    const { rows, schema } = await tableOf(frame, { ordered: isOrdered(sql), approximate: true });
    return { schema: columnsText(schema), rows };
  });
  return "error" in outcome ? { error: outcome.error.condition } : outcome;
}

/**
 * In what two answers differ: `schema`, `rows`, `schema, rows`, `error A instead of B`; nothing where they do not. An error of one side
 * alone is a difference, and so are two errors of different conditions: queries in which several values fail, so that it would matter
 * which one an engine looks at first, are rare, since few have what fails at run time.
 */
export function differenceOf(actual: Answer, expected: Answer): string | undefined {
  if ("error" in actual || "error" in expected) {
    const [own, other] = [actual, expected].map((answer) => ("error" in answer ? answer.error : "none"));
    return own === other ? undefined : `error ${own} instead of ${other}`;
  }
  return differences(actual, expected).join(", ") || undefined;
}

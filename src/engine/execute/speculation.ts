import { compileQuery } from "../compile/index.ts";
import { duckDbMessage } from "../duckdb/index.ts";
import type { ExpressionSettings, ResolvedRelation } from "../plan/index.ts";

/** TRY would make NULL of what fails for the speculation alone. */
const swallowsErrors = /\bTRY\(/;

/** DuckDB's words where a decimal does not fit. */
const tooLarge = /Overflow in \w+ of DECIMAL|Casting value .* to type DECIMAL|Could not cast value \S+ to DECIMAL/s;

/**
 * The SQL of a plan that is run first: the speculative one, unless it would not be told of a speculation that failed.
 *
 * @param sqlOf - SQL of the plan's leaves
 */
export function quickQuery(
  plan: ResolvedRelation,
  sqlOf: (id: number) => string,
  settings: ExpressionSettings,
): string {
  // A session's settings are getters, which a spread would miss.
  const { ansi, lastKeyWins = false, timeZone } = settings;
  const quick = compileQuery(plan, sqlOf, { ansi, lastKeyWins, timeZone, speculative: true });
  return swallowsErrors.test(quick) ? compileQuery(plan, sqlOf, settings) : quick;
}

/**
 * Runs the speculative SQL of a plan, in which decimals are taken to have no more than 18 digits, and where one has more, the exact one:
 * its rows or its error are the answer. So `run` must hand nothing out before it is through.
 */
export async function runSpeculating<T>(
  plan: ResolvedRelation,
  sqlOf: (id: number) => string,
  settings: ExpressionSettings,
  run: (sql: string) => Promise<T>,
): Promise<T> {
  const quick = quickQuery(plan, sqlOf, settings);
  try {
    return await run(quick);
  } catch (error) {
    if (!tooLarge.test(duckDbMessage(error))) throw error;
    const exact = compileQuery(plan, sqlOf, settings);
    if (exact === quick) throw error;
    return run(exact);
  }
}

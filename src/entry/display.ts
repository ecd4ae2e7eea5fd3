import type { DataFrame } from "../api/index.ts";
import type { Display, DisplayOptions } from "../terminal/index.ts";

export type { Display, DisplayOptions };

/**
 * Shows a frame as a notebook does. A streaming one becomes a query into a table in memory, which is shown live: in a terminal drawn anew with
 * each batch, with rates and the dashboard's address, elsewhere printed now and then and at the end. Resolves once it runs; `finished` tells
 * its end. Any other frame is printed as `show()` prints it.
 *
 * @example
 * ```ts
 * const totals = transactions.groupBy("currency").agg(F.sum("amount").as("total_amount"));
 * const shown = await display(totals);
 * await shown.finished; // until Ctrl-C
 * ```
 * @throws AnalysisException for a plan that does not run as a stream
 */
export async function display<R>(frame: DataFrame<R>, options: DisplayOptions = {}): Promise<Display> {
  const terminal = await import("../terminal/index.ts");
  return terminal.display(frame, options);
}

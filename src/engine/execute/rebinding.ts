import { duckDbMessage } from "../duckdb/index.ts";
import type { Binding } from "../sources/index.ts";

/**
 * Runs a query over bound scans. Where it fails, each source is asked whether its fast binding is to blame; if one was, it is replaced
 * in `bindings` and the whole query runs again. So `run` must hand nothing out before it is through.
 *
 * @param bindings - by scan id; who made them releases those that stand there in the end
 * @param run - gets the SQL of each scan
 */
export async function runWithRebinding<T>(
  bindings: Map<number, Binding>,
  run: (sqlOf: (scanId: number) => string) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await run((scanId) => {
        const binding = bindings.get(scanId);
        if (binding === undefined) throw new Error(`scan ${scanId} is not bound`);
        return binding.sql;
      });
    } catch (error) {
      if (!(await rebind(bindings, duckDbMessage(error)))) throw error;
    }
  }
}

async function rebind(bindings: Map<number, Binding>, failure: string): Promise<boolean> {
  for (const [scanId, binding] of bindings) {
    const next = await binding.rebind?.(failure);
    if (next === undefined) continue;
    bindings.set(scanId, next);
    await binding.release();
    return true;
  }
  return false;
}

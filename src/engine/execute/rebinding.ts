import { duckDbMessage } from "../duckdb/index.ts";
import type { Binding } from "../sources/index.ts";

/**
 * Runs a query over bound scans. Where it fails, each source is asked whether its fast binding is to blame, and where it ends, whether its
 * binding was right; one that was not is replaced in `bindings` and the whole query runs again. So `run` must hand nothing out before it
 * is through.
 *
 * @param bindings - by scan id; who made them releases those that stand there in the end
 * @param run - gets the SQL of each scan
 */
export async function runWithRebinding<T>(
  bindings: Map<number, Binding>,
  run: (sqlOf: (scanId: number) => string) => Promise<T>,
): Promise<T> {
  for (;;) {
    let result: T;
    try {
      result = await run((scanId) => {
        const binding = bindings.get(scanId);
        if (binding === undefined) throw new Error(`scan ${scanId} is not bound`);
        return binding.sql;
      });
    } catch (error) {
      const failure = duckDbMessage(error);
      if (!(await replaced(bindings, (binding) => binding.rebind?.(failure)))) throw error;
      continue;
    }
    if (!(await replaced(bindings, (binding) => binding.confirm?.()))) return result;
  }
}

/** Puts another binding in the place of the first that asks for one. @returns whether there was one */
async function replaced(
  bindings: Map<number, Binding>,
  another: (binding: Binding) => Promise<Binding | undefined> | undefined,
): Promise<boolean> {
  for (const [scanId, binding] of bindings) {
    const next = await another(binding);
    if (next === undefined) continue;
    bindings.set(scanId, next);
    await binding.release();
    return true;
  }
  return false;
}

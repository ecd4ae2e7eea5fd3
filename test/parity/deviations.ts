import { expect } from "vitest";
import list from "./deviations.json" with { type: "json" };
import type { ErrorOutcome } from "./outcome.ts";

/** A part of an outcome in which the embedded engine differs from Spark on purpose, or cannot help it. */
interface Deviation {
  /** Group and name: `joins: left anti`. */
  readonly case: string;
  /** The field of the outcome that differs: `schema`, `rows`, `text`, `steps`, `progress`, `error`, `class`, `parameters`. */
  readonly what: string;
  readonly reason: string;
}

const deviations: readonly Deviation[] = list;

/** Whether a case is known to differ in a part. */
export const isDeviation = (group: string, name: string, what: string): boolean =>
  deviations.some((deviation) => deviation.case === `${group}: ${name}` && deviation.what === what);

/**
 * Compares an outcome of the embedded engine with Spark's. What differs and is not in the list fails, and so does what is in the
 * list and does not differ.
 */
export function expectParity(group: string, name: string, actual: object, golden: object | undefined): void {
  if (golden === undefined)
    throw new Error(`${group}: ${name} has no golden outcome; run: npm run test:spark -- --record`);
  const id = `${group}: ${name}`;
  const allowed = new Set(deviations.filter((deviation) => deviation.case === id).map(({ what }) => what));
  const differing = new Set(differences(actual, golden));
  const unlisted = [...differing].some((what) => !allowed.has(what));
  // Shows the whole of both where something new differs: a schema often explains the rows.
  if (unlisted) expect(actual).toEqual(golden);
  for (const what of allowed)
    expect(differing, `${id} no longer differs in ${what}: take it off the list of deviations`).toContain(what);
}

/**
 * The fields in which two outcomes differ; an error instead of a result is a difference in `error` alone. Of two errors, the class and
 * the parameters count by themselves: `class`, `parameters`.
 */
export function differences(actual: object, golden: object): string[] {
  if ("error" in actual !== "error" in golden) return ["error"];
  const [left, right] = [flat(actual), flat(golden)];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]));
}

function flat(outcome: object): Record<string, unknown> {
  const { error, ...others } = outcome as { readonly error?: ErrorOutcome };
  if (error === undefined) return others;
  return { ...others, class: error.class, parameters: error.parameters, error: [error.condition, error.sqlState] };
}

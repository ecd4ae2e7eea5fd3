import type { ExecutePlanResponse } from "../../protocol/index.ts";
import { literalValue } from "../plan/literal-value.ts";
import { exceptionOf } from "./errors.ts";

/** Who waits for the metrics of a relation. */
export interface Observer {
  readonly name: string;
  readonly planId: bigint;
  resolve(metrics: Readonly<Record<string, unknown>>): void;
  reject(error: unknown): void;
}

type ObservedMetrics = ExecutePlanResponse["observedMetrics"][number];

/** The observers of a session; each hears of the first run of its relation, and is forgotten then. */
export class Observations {
  readonly #waiting = new Set<Observer>();

  add(observer: Observer): void {
    this.#waiting.add(observer);
  }

  /** Hands metrics of an answer to those who wait for them. */
  tell(observed: readonly ObservedMetrics[]): void {
    for (const metrics of observed) {
      const observer = this.#observerOf(metrics);
      if (observer === undefined) continue;
      this.#waiting.delete(observer);
      const { errors, keys, rootErrorIdx, values } = metrics;
      if (rootErrorIdx !== undefined) observer.reject(exceptionOf(errors, rootErrorIdx));
      else observer.resolve(Object.fromEntries(keys.map((key, at) => [key, literalValue(values[at]!)])));
    }
  }

  /** Servers before Spark 4 do not say which relation it was. */
  #observerOf({ name, planId }: ObservedMetrics): Observer | undefined {
    for (const observer of this.#waiting)
      if (observer.name === name && (planId === 0n || planId === observer.planId)) return observer;
    return undefined;
  }
}

import { expect } from "vitest";
import { differences } from "../parity/deviations.ts";
import list from "./deviations.json" with { type: "json" };
import type { Answer, Program } from "./program.ts";

/** A part of an answer in which the embedded engine differs from Spark on purpose, or cannot help it. */
interface Deviation {
  readonly topic: string;
  readonly sql: string;
  /** `schema`, `rows`, `error`, `class`, `parameters`. */
  readonly what: readonly string[];
  readonly reason: string;
}

const deviations: readonly Deviation[] = list;

/** Compares an answer with Spark's. What differs and is not in the list fails, and so does what is in the list and does not differ. */
export function expectAnswer(topic: string, actual: Answer, golden: Answer): void {
  const known = deviations.find((one) => one.topic === topic && one.sql === golden.sql);
  const what = differences(actual, golden).sort();
  if (known === undefined || what.some((part) => !known.what.includes(part))) expect(actual).toEqual(golden);
  else expect(what, "differs in fewer parts than deviations.json says").toEqual([...known.what].sort());
}

/** Deviations that name no statement of the programs. */
export const staleDeviations = (programs: readonly Program[]): readonly Deviation[] =>
  deviations.filter(
    ({ sql, topic }) => !programs.some((program) => program.topic === topic && program.statements.includes(sql)),
  );

import { type QueryContext, SparkException, sparkError } from "../../common/index.ts";
import { javaClasses } from "./java-classes.ts";

/** What Spark's clients learn of an error. */
export interface WireError {
  /** Java classes, from the error's own up to Object. */
  readonly classes: readonly string[];
  readonly message: string;
  readonly condition: string;
  readonly sqlState: string;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly context: QueryContext | undefined;
}

/** Reads an error; what is no SparkException is a defect of the engine, and is told as INTERNAL_ERROR without its stack. */
export function wireError(error: unknown): WireError {
  const known =
    error instanceof SparkException
      ? error
      : sparkError("INTERNAL_ERROR", { message: error instanceof Error ? error.message : String(error) });
  const { condition, kind, message, sqlState, messageParameters, context } = known;
  return { classes: javaClasses(condition, kind), message, condition, sqlState, messageParameters, context };
}

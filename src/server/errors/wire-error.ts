import { type QueryContext, SparkException, sparkError } from "../../common/index.ts";
import { javaClasses, lineage } from "./java-classes.ts";

/** What Spark's clients learn of an error. */
export interface WireError {
  /** Java classes, from the error's own up to Object. */
  readonly classes: readonly string[];
  readonly message: string;
  /** What Spark's own exceptions have besides. */
  readonly spark?: {
    readonly condition: string;
    readonly sqlState: string | undefined;
    readonly messageParameters: Readonly<Record<string, string>>;
    readonly context: QueryContext | undefined;
  };
}

/**
 * An error with those that led to it, the first first. An error that is no SparkException is a defect of the engine: it is told as
 * INTERNAL_ERROR, caused by itself, without its stack.
 *
 * @param length - causes beyond are left out
 */
export function errorChain(error: unknown, length: number): [WireError, ...WireError[]] {
  const root =
    error instanceof SparkException
      ? error
      : sparkError("INTERNAL_ERROR", { message: messageOf(error) }, { cause: error });
  const chain: [WireError, ...WireError[]] = [wireError(root)];
  for (let link = root.cause; link !== undefined && chain.length < length; link = causeOf(link))
    chain.push(wireError(link));
  return chain;
}

function wireError(error: unknown): WireError {
  if (!(error instanceof SparkException)) {
    return { classes: lineage("java.lang.RuntimeException"), message: messageOf(error) };
  }
  const { condition, kind, message, messageParameters, context } = error;
  // Conditions that Spark has not named yet have no SQLSTATE there.
  const sqlState = condition.startsWith("_LEGACY_ERROR_TEMP_") ? undefined : error.sqlState;
  return { classes: javaClasses(condition, kind), message, spark: { condition, sqlState, messageParameters, context } };
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

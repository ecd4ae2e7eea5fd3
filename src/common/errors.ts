import type { ErrorKind } from "./conditions/condition.ts";
import { conditionOf, kindOf } from "./conditions/index.ts";

export type { ErrorKind };

/** Text of an SQL statement that an error points to, as Spark reports it with the error. */
export interface QueryContext {
  /** The offending piece of the statement. */
  readonly fragment: string;
  /** Zero-based offset of the first character of the fragment in the statement. */
  readonly startIndex: number;
  /** Zero-based offset of the last character of the fragment. */
  readonly stopIndex: number;
  /** One-based line of the fragment's first character. */
  readonly line: number;
  /** Zero-based position in that line. */
  readonly position: number;
  /** The place drawn with its surroundings, as Spark draws it; a syntax error has the whole statement in its message instead. */
  readonly summary?: string;
  /** Where a program called what the fragment names, for a DataFrame; there is no text then that the numbers could point to. */
  readonly callSite?: string;
}

/** Options of {@link sparkError}. */
export interface SparkErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Where in a statement it happened. */
  readonly context?: QueryContext;
  /** Text behind the SQLSTATE: the place in a statement, drawn as Spark draws it. */
  readonly detail?: string;
  /** What to do instead, where the condition is told in Spark's parameters and does not say: a sentence behind the message. */
  readonly hint?: string;
  /** For a condition that another Spark raised: the catalogue is not asked. */
  readonly foreign?: ForeignCondition;
}

/** What a server said of a condition that the catalogue need not have. */
export interface ForeignCondition {
  readonly sqlState: string;
  readonly kind: ErrorKind;
  /** The whole message, as the server wrote it. */
  readonly message: string;
}

/**
 * Base class of all errors that Millrace raises on purpose. `message` is `[CONDITION] text SQLSTATE: xxxxx`, as PySpark prints
 * its exceptions; conditions and parameters are Spark's where Spark has them.
 *
 * @see PySparkException of PySpark
 */
export class SparkException extends Error {
  readonly condition: string;
  readonly sqlState: string;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly kind: ErrorKind;
  readonly context: QueryContext | undefined;
  readonly hint: string | undefined;

  constructor(condition: string, messageParameters: Readonly<Record<string, string>>, options: SparkErrorOptions = {}) {
    const { sqlState, message } = options.foreign ?? conditionOf(condition);
    const text = options.foreign
      ? message
      : `[${condition}] ${message.replace(/<(\w+)>/g, (hole, name: string) => messageParameters[name] ?? hole)}${options.hint === undefined ? "" : ` ${options.hint}`} SQLSTATE: ${sqlState}${options.detail ?? ""}`;
    super(text, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.condition = condition;
    this.sqlState = sqlState;
    this.messageParameters = messageParameters;
    this.kind = options.foreign?.kind ?? kindOf(condition, messageParameters);
    this.context = options.context;
    this.hint = options.hint;
  }

  /**
   * This error with the place where it happened.
   *
   * @param detail - how the message tells the place; an SQL statement's error says line and position
   */
  at(
    context: QueryContext,
    detail: string = context.callSite === undefined ? `; line ${context.line} pos ${context.position}` : "",
  ): SparkException {
    const { cause, hint, stack } = this;
    const error = sparkError(this.condition, this.messageParameters, {
      cause,
      context,
      detail,
      ...(hint !== undefined && { hint }),
    });
    if (stack !== undefined) error.stack = stack.replace(this.message, () => error.message);
    return error;
  }

  /** @see PySparkException.getCondition */
  getCondition(): string {
    return this.condition;
  }

  /** @see PySparkException.getSqlState */
  getSqlState(): string {
    return this.sqlState;
  }

  /** @see PySparkException.getMessageParameters */
  getMessageParameters(): Readonly<Record<string, string>> {
    return this.messageParameters;
  }
}

/** A plan that cannot be resolved: an unknown column, a wrong type, an unsupported combination. */
export class AnalysisException extends SparkException {}
/** SQL text or a schema string that does not parse. */
export class ParseException extends AnalysisException {}
/** An error while rows are computed. */
export class SparkRuntimeException extends SparkException {}
/** Overflow or division by zero. */
export class ArithmeticException extends SparkException {}
/** A string that is not the number it is cast to. */
export class NumberFormatException extends SparkException {}
/** A string that is not the date or time it is cast to. */
export class DateTimeException extends SparkException {}
/** An array index out of range. */
export class ArrayIndexOutOfBoundsException extends SparkException {}
/** A wrong argument or option. */
export class IllegalArgumentException extends SparkException {}
/** Something that Millrace does not do; the message names it and the way out. */
export class UnsupportedOperationException extends SparkException {}
/** A missing setting, key or handle. */
export class SparkNoSuchElementException extends SparkException {}
/** A streaming query that ended with an error. */
export class StreamingQueryException extends SparkException {}
/** Reading or writing files and objects failed. */
export class SparkIOException extends SparkException {}
/** The operation was interrupted. */
export class OperationCancelledException extends SparkException {}

const classes: Record<ErrorKind, typeof SparkException> = {
  analysis: AnalysisException,
  parse: ParseException,
  runtime: SparkRuntimeException,
  arithmetic: ArithmeticException,
  numberFormat: NumberFormatException,
  dateTime: DateTimeException,
  arrayIndex: ArrayIndexOutOfBoundsException,
  illegalArgument: IllegalArgumentException,
  unsupported: UnsupportedOperationException,
  noSuchElement: SparkNoSuchElementException,
  streaming: StreamingQueryException,
  io: SparkIOException,
  cancelled: OperationCancelledException,
};

/**
 * Makes the error of a condition, in the class that the condition asks for.
 *
 * @param condition - a condition of the catalogue in `common/conditions`, with its subclass: `UNRESOLVED_COLUMN.WITH_SUGGESTION`
 * @throws Error where the catalogue has no such condition
 */
export function sparkError(
  condition: string,
  messageParameters: Readonly<Record<string, string>> = {},
  options: SparkErrorOptions = {},
): SparkException {
  const kind = options.foreign?.kind ?? kindOf(condition, messageParameters);
  return new classes[kind](condition, messageParameters, options);
}

import type { QueryParameters, Relation } from "../engine/plan/index.ts";
import { parseQuery, parseStatement, type Statement } from "../engine/sql/index.ts";

/** How many queries are remembered, and how long the text of one may be. */
const kept = 100;
const longestText = 10_000;

/**
 * Parses SQL, and remembers the last queries: a client that runs one sends its text first to have it looked at and then to have its rows,
 * and a dashboard asks the same again and again. Only text and time zone say what a query without parameters means before it is analyzed.
 */
export class ParsedQueries {
  readonly #plans = new Map<string, Relation>();
  readonly #timeZone: () => string;

  /** @param timeZone - gives that of the session */
  constructor(timeZone: () => string) {
    this.#timeZone = timeZone;
  }

  /** @throws ParseException as {@link parseQuery} does */
  query(text: string, parameters: QueryParameters | undefined, timeZone: string = this.#timeZone()): Relation {
    if (parameters !== undefined) return parseQuery(text, { parameters, timeZone });
    return this.#known(timeZone, text) ?? this.#remember(timeZone, text, parseQuery(text, { timeZone }));
  }

  /** @throws ParseException as {@link parseStatement} does */
  statement(text: string, parameters: QueryParameters | undefined): Statement {
    const timeZone = this.#timeZone();
    if (parameters !== undefined) return parseStatement(text, { parameters, timeZone });
    const known = this.#known(timeZone, text);
    if (known !== undefined) return { kind: "query", plan: known };
    const statement = parseStatement(text, { timeZone });
    if (statement.kind === "query") this.#remember(timeZone, text, statement.plan);
    return statement;
  }

  #known(timeZone: string, text: string): Relation | undefined {
    const key = keyOf(timeZone, text);
    const plan = this.#plans.get(key);
    if (plan === undefined) return undefined;
    // What is asked for again becomes the newest.
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    return plan;
  }

  #remember(timeZone: string, text: string, plan: Relation): Relation {
    if (text.length > longestText) return plan;
    this.#plans.set(keyOf(timeZone, text), plan);
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= kept) break;
      this.#plans.delete(oldest);
    }
    return plan;
  }
}

const keyOf = (timeZone: string, text: string): string => `${timeZone} ${text}`;

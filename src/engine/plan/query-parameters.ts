import type { Expression } from "./expression.ts";

/** Values for the markers of a parameterised statement: `:name` by name, `?` by position. Only one kind may be given. */
export interface QueryParameters {
  readonly named?: Readonly<Record<string, Expression>>;
  readonly positional?: readonly Expression[];
}

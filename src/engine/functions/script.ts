import type { DataType } from "../../types/index.ts";

/** A function that compiled SQL calls by its name and JavaScript computes, where DuckDB has no expression for it. */
export interface Script<Type extends DataType = DataType> {
  readonly name: string;
  readonly params: readonly Type[];
  readonly type: Type;
  readonly nulls?: boolean;
  readonly volatile?: boolean;
  call(...args: readonly unknown[]): unknown;
}

/** What becomes of NULL, and whether a call may be repeated; see {@link script}. */
interface ScriptOptions {
  /** Called where an argument is NULL too; otherwise NULL gives NULL. */
  readonly nulls?: boolean;
  readonly volatile?: boolean;
}

/**
 * A function in JavaScript. It is the last resort: a row costs some tenths of a microsecond and the event loop.
 *
 * @param call - over values of the JavaScript types that the data types declare
 */
export function script<Args extends readonly never[]>(
  name: string,
  params: readonly DataType[],
  type: DataType,
  call: (...args: Args) => unknown,
  options: ScriptOptions = {},
): Script {
  return { name, params, type, ...options, call: call as unknown as Script["call"] };
}

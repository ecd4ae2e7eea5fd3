/** A stream of one message. */
export async function* only<T>(value: T | Promise<T>): AsyncGenerator<T> {
  yield await value;
}

/** The first message of a stream; undefined where it has none. */
export async function firstOf<T>(values: AsyncIterable<T>): Promise<T | undefined> {
  for await (const value of values) return value;
  return undefined;
}

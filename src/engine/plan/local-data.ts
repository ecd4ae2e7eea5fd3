/** Arrow IPC streams of one schema, one behind the other. */
export type LocalData = readonly (Uint8Array | KeptStream)[];

/** A stream that the client has sent ahead; it is read when its turn comes. */
export interface KeptStream {
  readonly hash: string;
  read(): Uint8Array;
}

/** The bytes of the streams, each when it is asked for. */
export function* streamsOf(data: LocalData): Generator<Uint8Array, void, undefined> {
  for (const stream of data) yield stream instanceof Uint8Array ? stream : stream.read();
}

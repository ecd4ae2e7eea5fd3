import { type Connection, loadArrow } from "../duckdb/index.ts";
import { type KeptStream, type LocalRowsRelation, streamsOf } from "../plan/index.ts";

let made = 0;

interface Entry {
  readonly table: Promise<string>;
  bytes: number;
  readers: number;
}

/** Runs something on a connection whose tables others see at once. */
export type OnConnection = <T>(body: (connection: Connection) => Promise<T>) => Promise<T>;

/**
 * Tables of rows that clients have sent ahead of their plans, each known by the hash of its bytes: the actions on a DataFrame load them
 * once, and the tables that nobody has read for longest go first.
 */
export class LocalTables {
  /** By what they hold; the one that was used last is last. */
  readonly #entries = new Map<string, Entry>();
  readonly #mostIdleBytes: number;

  /** @param options.mostIdleBytes - Arrow bytes whose tables are kept while nobody reads them */
  constructor({ mostIdleBytes = 256 * 1024 * 1024 }: { readonly mostIdleBytes?: number } = {}) {
    this.#mostIdleBytes = mostIdleBytes;
  }

  /**
   * The table of a relation's rows until it is released; undefined for rows that came within the plan.
   *
   * @throws SparkException as `loadArrow` does
   */
  async use(
    { data, schema }: LocalRowsRelation,
    onConnection: OnConnection,
  ): Promise<{ readonly table: string; release(): Promise<void> } | undefined> {
    const streams = data.filter((stream): stream is KeptStream => !(stream instanceof Uint8Array));
    if (streams.length === 0 || streams.length < data.length) return undefined;
    const key = `${streams.map(({ hash }) => hash).join(" ")} ${schema.json()}`;
    const entry = this.#entries.get(key) ?? this.#load(key, { data, schema }, onConnection);
    // Used last.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.readers += 1;
    try {
      const table = await entry.table;
      return {
        table,
        release: async () => {
          entry.readers -= 1;
          await this.#trim(onConnection);
        },
      };
    } catch (error) {
      this.#entries.delete(key);
      throw error;
    }
  }

  #load(key: string, { data, schema }: Pick<LocalRowsRelation, "data" | "schema">, onConnection: OnConnection): Entry {
    made += 1;
    const name = `kept_rows_${made}`;
    const entry: Entry = {
      bytes: 0,
      readers: 0,
      table: onConnection(async (connection) => {
        const counted = function* () {
          for (const stream of streamsOf(data)) {
            entry.bytes += stream.byteLength;
            yield stream;
          }
        };
        await connection.transaction(() => loadArrow(connection, counted(), schema, name, ""));
        return `memory.main.${name}`;
      }),
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Drops tables that nobody reads until the others are few enough. */
  async #trim(onConnection: OnConnection): Promise<void> {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes;
    for (const [key, entry] of this.#entries) {
      if (bytes <= this.#mostIdleBytes) return;
      if (entry.readers > 0) continue;
      this.#entries.delete(key);
      bytes -= entry.bytes;
      const table = await entry.table;
      await onConnection((connection) => connection.run(`DROP TABLE IF EXISTS ${table}`));
    }
  }
}

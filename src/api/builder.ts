import { sparkError } from "../common/index.ts";
import { Client, type Connection } from "./client/client.ts";
import { connectEmbedded, connectRemote } from "./connectors.ts";
import { type OptionValue, optionTexts } from "./plan/options.ts";
import type { SparkSession } from "./session.ts";

/** What the builder needs of the sessions. */
export interface Sessions {
  active(): SparkSession | undefined;
  make(client: Client): SparkSession;
}

/** Settings that say where the session is, and are none of the server's. */
const REMOTE = "spark.remote";
const MASTER = "spark.master";

/**
 * Describes a session. Immutable: each method gives a new builder.
 *
 * @see pyspark.sql.SparkSession.Builder
 */
export class SparkSessionBuilder {
  readonly #sessions: Sessions;
  readonly #settings: Readonly<Record<string, string>>;

  constructor(sessions: Sessions, settings: Readonly<Record<string, string>> = {}) {
    this.#sessions = sessions;
    this.#settings = settings;
  }

  appName(name: string): SparkSessionBuilder {
    return this.config("spark.app.name", name);
  }
  /** For programs written for Spark: `local[*]` is the embedded engine. A cluster is reached with {@link remote}. */
  master(master: string): SparkSessionBuilder {
    return this.config(MASTER, master);
  }
  /**
   * A Spark Connect server, of Spark 4.0 or later: `sc://host:port/;token=…`. Without it, the environment variable SPARK_REMOTE counts.
   *
   * A token goes over TLS, except to `localhost`; `use_ssl=true` asks for TLS without one. A certificate that an authority of your own has
   * signed is trusted where NODE_EXTRA_CA_CERTS names the authority's certificate when the process starts.
   */
  remote(url: string): SparkSessionBuilder {
    return this.config(REMOTE, url);
  }
  /** One setting, or several. */
  config(key: string, value: OptionValue): SparkSessionBuilder;
  config(settings: Readonly<Record<string, OptionValue>>): SparkSessionBuilder;
  config(first: string | Readonly<Record<string, OptionValue>>, value?: OptionValue): SparkSessionBuilder {
    const settings = optionTexts(typeof first === "string" ? { [first]: value } : first);
    return new SparkSessionBuilder(this.#sessions, { ...this.#settings, ...settings });
  }

  /** The active session with the settings applied to it; a new one where there is none. */
  async getOrCreate(): Promise<SparkSession> {
    const session = this.#sessions.active();
    if (session === undefined) return this.create();
    await session.conf.setAll(this.#sessionSettings());
    return session;
  }

  /** A new session. */
  async create(): Promise<SparkSession> {
    const client = new Client(await this.#connect());
    const session = this.#sessions.make(client);
    try {
      await client.reach();
      await session.conf.setAll(this.#sessionSettings());
      return session;
    } catch (error) {
      await session.stop().catch(() => undefined);
      throw error;
    }
  }

  #sessionSettings(): Record<string, string> {
    const { [REMOTE]: _remote, [MASTER]: _master, ...settings } = this.#settings;
    return settings;
  }

  #connect(): Promise<Connection> {
    const { [REMOTE]: remote, [MASTER]: master } = this.#settings;
    if (remote !== undefined && master !== undefined)
      throw sparkError("CANNOT_CONFIGURE_SPARK_CONNECT_MASTER", { master_url: master, connect_url: remote });
    if (master !== undefined && !/^local\b/.test(master)) throw sparkError("UNSUPPORTED_MASTER", { master });
    const url = remote ?? (master === undefined ? process.env.SPARK_REMOTE : undefined);
    const isServer = url !== undefined && url !== "" && !/^local\b/.test(url);
    return isServer ? connectRemote(url) : connectEmbedded(this.#sessionSettings());
  }
}

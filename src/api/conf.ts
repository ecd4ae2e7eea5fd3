import type { Client } from "./client/client.ts";
import { type OptionValue, optionTexts } from "./plan/options.ts";

/**
 * The settings of a session.
 *
 * @see pyspark.sql.conf.RuntimeConfig
 */
export class RuntimeConfig {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** @throws AnalysisException CANNOT_MODIFY_CONFIG where the setting cannot change while the session lives */
  async set(key: string, value: Exclude<OptionValue, undefined | null>): Promise<void> {
    await this.#client.config({ case: "set", value: { pairs: [{ key, value: String(value) }] } });
  }

  /** Sets several at once, without those that cannot change. */
  async setAll(settings: Readonly<Record<string, OptionValue>>): Promise<void> {
    const pairs = Object.entries(optionTexts(settings)).map(([key, value]) => ({ key, value }));
    if (pairs.length > 0) await this.#client.config({ case: "set", value: { pairs, silent: true } });
  }

  /**
   * The value of a setting, its default where it was not set.
   *
   * @param defaultValue - the answer for a setting that has neither
   * @throws SparkNoSuchElementException SQL_CONF_NOT_FOUND for such a setting without `defaultValue`
   */
  async get(key: string): Promise<string>;
  async get<D extends string | null>(key: string, defaultValue: D): Promise<string | D>;
  async get(key: string, ...rest: [] | [string | null]): Promise<string | null> {
    if (rest.length === 0) {
      const [pair] = await this.#client.config({ case: "get", value: { keys: [key] } });
      return pair?.value ?? null;
    }
    const [value] = rest;
    const pair = value === null ? { key } : { key, value };
    const [answer] = await this.#client.config({ case: "getWithDefault", value: { pairs: [pair] } });
    return answer?.value ?? null;
  }

  /** All settings that have a value. */
  async getAll(): Promise<Record<string, string>> {
    const pairs = await this.#client.config({ case: "getAll", value: {} });
    return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? ""]));
  }

  /** Takes a setting back to its default. */
  async unset(key: string): Promise<void> {
    await this.#client.config({ case: "unset", value: { keys: [key] } });
  }

  /** Whether the setting can change in this session. */
  async isModifiable(key: string): Promise<boolean> {
    const [pair] = await this.#client.config({ case: "isModifiable", value: { keys: [key] } });
    return pair?.value === "true";
  }
}

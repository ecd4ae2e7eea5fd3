import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SessionSettings } from "./settings.ts";
import { streamingSettings } from "./streaming-settings.ts";

const page = new URL("../../docs/streaming-settings.md", import.meta.url);
const ofSpark = JSON.parse(
  readFileSync(new URL("./golden/streaming-settings.json", import.meta.url), "utf8"),
) as Readonly<Record<string, string | null>>;

const begin = "<!-- settings -->";
const end = "<!-- /settings -->";

function table(): string {
  const lines = [...streamingSettings].map(([key, { fallback, effect, about }]) => {
    const shown =
      fallback === undefined
        ? ""
        : fallback === ""
          ? "(empty)"
          : `\`${fallback.split(".").at(-1)!.length > 20 ? fallback.split(".").at(-1)! : fallback}\``;
    return `| \`${key}\` | ${shown} | ${effect} | ${about} |`;
  });
  return ["| setting | default | here | |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

describe("settings of streaming queries", () => {
  test("are those of Spark with its defaults", () => {
    const ours = [...streamingSettings].map(([key, { fallback }]) => [key, fallback ?? null] as const);
    expect(Object.fromEntries(ours.toSorted(([a], [b]) => (a < b ? -1 : 1)))).toEqual(ofSpark);
    const settings = new SessionSettings();
    for (const [key, value] of ours) expect(settings.find(key) ?? null, key).toBe(value);
  });

  test("docs/streaming-settings.md is written from them: npm run functions", () => {
    const text = readFileSync(page, "utf8");
    const [before, rest] = text.split(begin) as [string, string];
    const written = `${before}${begin}\n\n${table()}\n\n${end}${rest.split(end)[1]!}`;
    if (process.env.MILLRACE_RECORD === "1") writeFileSync(page, written);
    else expect(text).toBe(written);
  });

  test("those that are refused keep their defaults, and say why", () => {
    const settings = new SessionSettings();
    const refused = [...streamingSettings].filter(([, { effect }]) => effect === "refused");
    expect(refused.length).toBeGreaterThan(10);
    for (const [key, { fallback, about }] of refused) {
      if (fallback !== undefined) settings.set(key, ` ${fallback.toUpperCase()} `);
      const set = () => settings.set(key, fallback === "true" ? "false" : "true");
      expect(set, key).toThrow("[INVALID_CONF_VALUE.REQUIREMENT]");
      expect(set, key).toThrow(about);
    }
    expect(() => new SessionSettings([["spark.sql.streaming.unsupportedOperationCheck", "false"]])).toThrow(
      "spark.millrace.streaming.chainedUpdates.enabled",
    );
  });

  test("those that are ignored take what they are given", () => {
    const settings = new SessionSettings();
    const provider = "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";
    settings.set("spark.sql.streaming.stateStore.providerClass", provider);
    expect(settings.get("spark.sql.streaming.stateStore.providerClass")).toBe(provider);
    expect(settings.isModifiable("spark.sql.streaming.stateStore.providerClass")).toBe(true);
    // Settings of a store that is not there are no settings of Spark's list, and are kept as those of any program.
    settings.set("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true");
  });

  test("times have units", () => {
    const settings = new SessionSettings();
    const time = (value: string) => {
      settings.set("spark.sql.streaming.stopTimeout", value);
      return settings.milliseconds("spark.sql.streaming.stopTimeout");
    };
    expect(["0", "250", "20ms", "2s", "3 min", "1h", "1d"].map(time)).toEqual([
      0, 250, 20, 2_000, 180_000, 3_600_000, 86_400_000,
    ]);
    expect(() => time("soon")).toThrow("[INVALID_CONF_VALUE.REQUIREMENT]");
  });
});

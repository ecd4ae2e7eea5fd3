import { sparkError } from "../common/index.ts";
import type { KeptSettings, PythonSurroundings } from "../engine/plan/index.ts";
import { validatesFolders } from "../engine/sources/index.ts";
import { checkSetting, settingKinds, timeOf } from "./setting-values.ts";
import { streamingSettings } from "./streaming-settings.ts";

/** The version of Spark whose behaviour the embedded engine has. */
export const sparkVersion = "4.3.0";

/** Settings that clients ask for, with the values that hold here; those of Spark where they have a meaning. */
const defaults: Readonly<Record<string, string>> = {
  "spark.app.name": "Millrace",
  "spark.master": "local[*]",
  // Spark's is 2s; queries here are shorter.
  "spark.connect.progress.reportInterval": "500ms",
  "spark.connect.session.planCompression.threshold": "-1",
  "spark.connect.session.planCompression.defaultAlgorithm": "NONE",
  "spark.python.sql.dataFrameDebugging.enabled": "false",
  "spark.sql.ansi.enabled": "true",
  "spark.sql.caseSensitive": "false",
  "spark.sql.connect.serverStacktrace.enabled": "false",
  "spark.sql.execution.arrow.compression.codec": "none",
  "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
  "spark.sql.execution.arrow.pyspark.enabled": "false",
  "spark.sql.execution.arrow.pyspark.fallback.enabled": "true",
  "spark.sql.execution.arrow.pyspark.selfDestruct.enabled": "false",
  "spark.sql.execution.arrow.useLargeVarTypes": "false",
  "spark.sql.execution.pandas.convertToArrowArraySafely": "false",
  "spark.sql.execution.pandas.inferPandasDictAsMap": "false",
  "spark.sql.execution.pandas.structHandlingMode": "legacy",
  "spark.sql.execution.pythonUDF.arrow.enabled": "true",
  "spark.sql.execution.pythonUDTF.arrow.enabled": "true",
  "spark.sql.mapKeyDedupPolicy": "EXCEPTION",
  "spark.sql.pyspark.inferNestedDictAsStruct.enabled": "false",
  "spark.sql.pyspark.jvmStacktrace.enabled": "false",
  "spark.sql.pyspark.legacy.inferArrayTypeFromFirstElement.enabled": "false",
  "spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled": "false",
  "spark.sql.files.ignoreCorruptFiles": "false",
  "spark.sql.files.ignoreMissingFiles": "false",
  "spark.sql.repl.eagerEval.enabled": "false",
  "spark.sql.repl.eagerEval.maxNumRows": "20",
  "spark.sql.repl.eagerEval.truncate": "20",
  "spark.sql.session.localRelationBatchOfChunksSizeBytes": "1073741824",
  "spark.sql.session.localRelationCacheThreshold": "1048576",
  "spark.sql.session.localRelationChunkSizeBytes": "16777216",
  "spark.sql.session.localRelationChunkSizeRows": "10000",
  "spark.sql.session.localRelationSizeLimit": "3221225472",
  "spark.sql.session.timeZone": Intl.DateTimeFormat().resolvedOptions().timeZone,
  "spark.sql.shuffle.partitions": "1",
  "spark.sql.sources.default": "parquet",
  "spark.sql.sources.partitionOverwriteMode": "STATIC",
  [validatesFolders]: "true",
  "spark.sql.timestampType": "TIMESTAMP_LTZ",
  "spark.sql.warehouse.dir": "spark-warehouse",
  "spark.millrace.memorySink.maxRows": "10000000",
  "spark.millrace.streaming.chainedUpdates.enabled": "false",
  "spark.millrace.streaming.stateHistory.batches": "0",
};

/** Settings that a running session cannot change. */
const fixed: ReadonlySet<string> = new Set([
  "spark.master",
  "spark.app.name",
  "spark.sql.warehouse.dir",
  // Whether clients may run programs is for whoever starts the engine to say.
  "spark.millrace.python",
  // As Spark has it: whoever starts the engine says whether clients may put files on its disk.
  "spark.sql.artifact.copyFromLocalToFs.allowDestLocal",
]);

const kinds = settingKinds({
  ...defaults,
  ...Object.fromEntries([...streamingSettings].map(([key, { fallback }]) => [key, fallback ?? ""])),
});

/** The settings of one session: what was set over what holds by default. */
export class SessionSettings {
  readonly #values: Map<string, string>;
  /** Of the session, see {@link ExpressionSettings}. */
  python: (() => PythonSurroundings) | undefined;

  /** @throws SparkException `INVALID_CONF_VALUE.*` */
  constructor(values: Iterable<readonly [string, string]> = []) {
    this.#values = new Map(values);
    for (const [key, value] of this.#values) checkValue(key, value);
  }

  /** The value, or the default's; undefined for a setting that is neither set nor known. */
  find(key: string): string | undefined {
    return this.#values.get(key) ?? defaults[key] ?? streamingSettings.get(key)?.fallback;
  }

  /**
   * What was set, else the caller's default, also where the setting has one of its own.
   *
   * @throws SparkException `INVALID_CONF_VALUE.*` for a default that the setting does not take
   */
  findOr(key: string, fallback: string | undefined): string | undefined {
    const value = this.#values.get(key);
    if (value !== undefined || fallback === undefined) return value;
    checkValue(key, fallback);
    return fallback;
  }

  /** @throws SparkException `SQL_CONF_NOT_FOUND` */
  get(key: string): string {
    const value = this.find(key);
    if (value === undefined) throw sparkError("SQL_CONF_NOT_FOUND", { sqlConf: `"${key}"` });
    return value;
  }

  /** @throws SparkException `CANNOT_MODIFY_STATIC_CONFIG` for what cannot change, `INVALID_CONF_VALUE.*` for a value that makes no sense */
  set(key: string, value: string): void {
    if (fixed.has(key)) throw sparkError("CANNOT_MODIFY_STATIC_CONFIG", { key: `"${key}"` });
    checkValue(key, value);
    this.#values.set(key, value);
  }

  unset(key: string): void {
    if (fixed.has(key)) throw sparkError("CANNOT_MODIFY_STATIC_CONFIG", { key: `"${key}"` });
    this.#values.delete(key);
  }

  isModifiable(key: string): boolean {
    return (key in defaults || streamingSettings.has(key)) && !fixed.has(key);
  }

  /** Set or default, sorted by key. */
  all(): [string, string][] {
    return [...new Map([...Object.entries(defaults), ...this.#values])].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** What was set in this session. */
  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  get timeZone(): string {
    return this.get("spark.sql.session.timeZone");
  }

  get ansi(): boolean {
    return this.isOn("spark.sql.ansi.enabled");
  }

  get lastKeyWins(): boolean {
    return this.find("spark.sql.mapKeyDedupPolicy")?.toUpperCase() === "LAST_WIN";
  }

  get caseSensitive(): boolean {
    return this.isOn("spark.sql.caseSensitive");
  }

  /** What views and functions keep that are made now. */
  get kept(): KeptSettings {
    const { ansi, caseSensitive, timeZone } = this;
    return { ansi, caseSensitive, timeZone };
  }

  /** Whether a setting that is true or false is true. */
  isOn(key: string): boolean {
    return this.find(key)?.trim().toLowerCase() === "true";
  }

  number(key: string): number {
    return Number(this.get(key));
  }

  /** A time, for a setting that is one. */
  milliseconds(key: string): number {
    return timeOf(this.get(key)) ?? 0;
  }

  /** Options of a read, with those that a setting of the session says for all reads of files. */
  readOptions(options: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const given = new Set(Object.keys(options).map((name) => name.toLowerCase()));
    const added: Record<string, string> = {};
    for (const name of ["ignoreCorruptFiles", "ignoreMissingFiles"])
      if (!given.has(name.toLowerCase()) && this.isOn(`spark.sql.files.${name}`)) added[name] = "true";
    if (!this.isOn(validatesFolders)) added[validatesFolders] = "false";
    return Object.keys(added).length === 0 ? options : { ...options, ...added };
  }
}

/** @throws IllegalArgumentException `INVALID_CONF_VALUE.*` */
function checkValue(key: string, value: string): void {
  const kind = kinds.get(key);
  if (kind !== undefined) checkSetting(key, value, kind);
  const streaming = streamingSettings.get(key);
  if (streaming?.effect !== "refused" || value.trim().toLowerCase() === streaming.fallback) return;
  const confRequirement = `${streaming.fallback === undefined ? "It cannot be set" : `It stays ${streaming.fallback}`}. ${streaming.about}`;
  throw sparkError("INVALID_CONF_VALUE.REQUIREMENT", { confName: key, confValue: value, confRequirement });
}

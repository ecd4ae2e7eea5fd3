import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { functions as F, SparkException, type SparkSession } from "../../src/entry/index.ts";

type Content = string | { readonly base64: string };

/** A read of files, and what Spark 4.3 made of it: the schema and the rows as text, or the condition of the error. */
export interface ReadCase {
  readonly name: string;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, Content | { readonly content: Content; readonly modified: number }>>;
  readonly schema?: string;
  readonly select?: readonly string[];
  /** What is read below the folder; the folder itself where absent. */
  readonly path?: string;
  readonly where?: string;
  readonly types?: string;
  readonly rows?: readonly (readonly (string | null)[])[];
  /** Null where Spark fails without a condition. */
  readonly error?: string | null;
}

/** The cases that `scripts/spark/record-file-options.py` has recorded, and the names of Spark's options. */
export const recorded = JSON.parse(readFileSync(new URL("./golden/read.json", import.meta.url), "utf8")) as {
  readonly spark: string;
  /** By format; those of all formats under `files`. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** When files were changed that do not say, in seconds. */
  readonly noon: number;
  readonly cases: readonly ReadCase[];
};

/** What came of a read: an answer as Spark's, or a condition. */
export type Outcome = { readonly types: string; readonly rows: readonly string[] } | { readonly error: string | null };

/** The answer of Spark in the form that {@link read} gives. */
export const expected = ({ error, rows, types }: ReadCase): Outcome =>
  rows === undefined ? { error: error ?? null } : { types: types!, rows: inOrder(rows) };

/** Which of several files comes first is not told. */
const inOrder = (rows: readonly (readonly unknown[])[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

/** Lays a case's files into a folder and reads them. */
export async function read(spark: SparkSession, folder: string, one: ReadCase): Promise<Outcome> {
  for (const [name, file] of Object.entries(one.files)) {
    const path = join(folder, name);
    const { content, modified } =
      typeof file === "object" && "content" in file ? file : { content: file, modified: recorded.noon };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : Buffer.from(content.base64, "base64"));
    utimesSync(path, modified, modified);
  }
  const options = Object.fromEntries(
    Object.entries(one.options).map(([name, value]) => [name, value.replace("$FOLDER", folder)]),
  );
  const unread = spark.read.format(one.format).options(options);
  const reader = one.schema === undefined ? unread : unread.schema<string>(one.schema);
  try {
    const source = reader.load(one.path === undefined ? folder : join(folder, one.path));
    const types = (await source.schema()).simpleString();
    const kept = one.where === undefined ? source : source.where(one.where);
    const asked = one.select === undefined ? kept : kept.selectExpr(...one.select);
    const names = (await asked.columns()).map((_, at) => `c${at}`);
    const named = asked.toDF(...names);
    const texts = (await named.dtypes()).map(([name, type]) =>
      (type.startsWith("variant") ? F.toJson(F.col(name)) : F.col(name).cast("string")).alias(name),
    );
    const rows = (await named.select(...texts).collect()) as readonly Readonly<Record<string, unknown>>[];
    return { types, rows: inOrder(rows.map((row) => names.map((name) => row[name] ?? null))) };
  } catch (error) {
    if (error instanceof SparkException) return { error: error.condition };
    throw error;
  }
}

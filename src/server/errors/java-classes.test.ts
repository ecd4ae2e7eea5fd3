import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { conditions, sparkError } from "../../common/index.ts";
import { javaClasses, lineage } from "./java-classes.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));
/** Condition → the classes in which real Spark raised it. */
const classes = read("classes") as Record<string, string[]>;
/** Errors as PySpark got them from real Spark. */
const errors = read("errors") as {
  condition?: string;
  parameters: Record<string, string>;
  reason?: string;
  errors?: { classes: string[] }[];
}[];

/** Of those that Spark raises in several classes, the one that most programs meet. */
const commonest: Record<string, string> = {
  CANNOT_RESOLVE_DATAFRAME_COLUMN: "org.apache.spark.sql.AnalysisException",
  CAST_INVALID_INPUT: "org.apache.spark.SparkNumberFormatException",
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: "org.apache.spark.sql.catalyst.parser.ParseException",
  TABLE_OR_VIEW_NOT_FOUND: "org.apache.spark.sql.catalyst.ExtendedAnalysisException",
  UNRESOLVED_ROUTINE: "org.apache.spark.sql.AnalysisException",
  "UNRESOLVED_COLUMN.WITH_SUGGESTION": "org.apache.spark.sql.catalyst.ExtendedAnalysisException",
  UNSUPPORTED_DATATYPE: "org.apache.spark.sql.catalyst.parser.ParseException",
};

it.each(Object.entries(classes).filter(([condition]) => condition in conditions))(
  "%s is raised in Spark's class",
  (condition, names) => {
    const [own] = javaClasses(condition, conditions[condition]!.kind);
    expect(names).toContain(own);
    expect(own).toBe(commonest[condition] ?? (names.length === 1 ? names[0] : "one that stands in `commonest`"));
  },
);

it("the classes above a class are Java's", () => {
  const recorded = errors.flatMap((error) => error.errors ?? []).map(({ classes }) => classes);
  expect(recorded.length).toBeGreaterThan(150);
  const known = recorded.filter(([own]) => lineage(own!).length > 1);
  for (const names of known) expect(lineage(names[0]!)).toEqual(names);
  expect(new Set(known.map(([own]) => own)).size).toBeGreaterThan(20);
});

it("every recorded error of a condition of ours has Spark's classes", () => {
  for (const { condition, parameters, reason } of errors) {
    if (condition === undefined || reason === undefined || !(condition in conditions)) continue;
    const own = javaClasses(condition, sparkError(condition, parameters).kind)[0]!;
    if (condition === "CAST_INVALID_INPUT" || commonest[condition] === undefined) expect(own, condition).toBe(reason);
  }
});

it("every kind and every condition leads up to Object", () => {
  for (const [condition, { kind }] of Object.entries(conditions)) {
    const names = javaClasses(condition, kind);
    expect(names.slice(-3), condition).toEqual(["java.lang.Exception", "java.lang.Throwable", "java.lang.Object"]);
  }
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { ConditionCatalogue } from "./condition.ts";
import { conditions, kindOf } from "./index.ts";

const here = import.meta.dirname;
const root = fileURLToPath(new URL("../../", import.meta.url));

const files = readdirSync(here).filter((name) => !/^(condition|index)\.ts$|\.test\.ts$/.test(name));

/** The names that each file of this folder defines. */
const defined = await Promise.all(
  files.map(async (name) => {
    const module = (await import(pathToFileURL(join(here, name)).href)) as Record<string, ConditionCatalogue>;
    return [name, Object.values(module).flatMap((catalogue) => Object.keys(catalogue))] as const;
  }),
);

/** Product code that may raise conditions, by path. */
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/\.test(-d)?\.ts$|[/\\]gen[/\\]|common[/\\]conditions[/\\]/.test(path))
  .map((path) => [path, readFileSync(join(root, path), "utf8")] as const);

const name = String.raw`_?[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*`;
/** The functions whose first argument is a condition. */
const raised = new RegExp(
  String.raw`\b(?:sparkError|raiseSql|raiseText|indexError|ioError|markedError)\(\s*"(${name})"`,
  "g",
);

describe("conditions", () => {
  it("are defined once", () => {
    const seen = new Map<string, string>();
    const repeated = defined.flatMap(([file, names]) =>
      names.flatMap((condition) => {
        const first = seen.get(condition);
        seen.set(condition, file);
        return first === undefined ? [] : [`${condition}: ${first}, ${file}`];
      }),
    );
    expect(repeated).toEqual([]);
    expect(seen.size).toBe(Object.keys(conditions).length);
  });

  it("exist where they are raised", () => {
    const all = sources.flatMap(([path, text]) =>
      [...text.matchAll(raised)].map((match) => [path, match[1]!] as const),
    );
    expect(all.length).toBeGreaterThan(300);
    expect(all.filter(([, condition]) => conditions[condition] === undefined)).toEqual([]);
  });

  it("are raised somewhere", () => {
    const literals = new Set(
      sources.flatMap(([, text]) => [...text.matchAll(/["'`]([A-Z0-9_.]+)["'`]/g)].map((match) => match[1]!)),
    );
    // A template such as `DATATYPE_MISMATCH.${reason}` has its subclasses as literals elsewhere.
    const open = new Set(
      sources.flatMap(([, text]) => [...text.matchAll(/`([A-Z0-9_]+)\.\$\{/g)].map((match) => match[1]!)),
    );
    const isRaised = (condition: string): boolean => {
      const [main, sub] = condition.split(".") as [string, string?];
      return literals.has(condition) || (sub !== undefined && open.has(main) && literals.has(sub));
    };
    expect(Object.keys(conditions).filter((condition) => !isRaised(condition))).toEqual([]);
  });

  it("have an SQLSTATE and a text that ends as a sentence does", () => {
    for (const [condition, { sqlState, message }] of Object.entries(conditions)) {
      expect(sqlState, condition).toMatch(/^[0-9A-Z]{5}$/);
      expect(message.trim(), condition).toBe(message);
      expect(message, condition).not.toBe("");
    }
  });
});

describe("kindOf", () => {
  it.each([
    ['"INT"', "numberFormat"],
    ['"BOOLEAN"', "runtime"],
    ['"DATE"', "dateTime"],
    ['"TIMESTAMP_NTZ"', "dateTime"],
  ])("makes a failed cast to %s an error of kind %s", (targetType, kind) => {
    expect(kindOf("CAST_INVALID_INPUT", { targetType })).toBe(kind);
  });

  it("refuses a condition that is not there", () => {
    expect(() => kindOf("NO_SUCH_CONDITION", {})).toThrow("condition NO_SUCH_CONDITION is not in the catalogue");
  });
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inferJson, jsonOptions } from "./index.ts";

interface Case {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly content: string;
  readonly schema?: unknown;
  readonly error?: string;
  /** What an error without a condition says. */
  readonly text?: string;
}

const cases = JSON.parse(readFileSync(new URL("golden/infer.json", import.meta.url), "utf8")) as Case[];

/** Millrace finds a schema where Spark fails for want of decimal types with a negative scale. */
const beyond = (each: Case): boolean => each.error === "NEGATIVE_SCALE_DISALLOWED";

test.each(cases.filter((each) => !beyond(each)))("finds the schema that Spark finds: $name", async (each) => {
  const bytes = Buffer.from(each.content, "base64");
  const inferring = inferJson({
    files: [{ path: "file:/case.json", localPath: undefined, size: bytes.length, modified: 0 }],
    options: jsonOptions(each.options),
    read: async () => ({ bytes, starts: Float64Array.of(0), ends: Float64Array.of(bytes.length), missing: [] }),
    timeZone: "America/New_York",
  });
  const condition = /\[([\w.]+)\]/.exec(each.text ?? "")?.[1] ?? each.error;
  if (condition !== undefined) await expect(inferring).rejects.toMatchObject({ condition });
  else expect((await inferring).jsonValue()).toEqual(each.schema);
});

import { describe, expect, it } from "vitest";
import { programLoader, SourceError } from "../../common/index.ts";
import { typedCode } from "./typed-code.ts";

const loader = await programLoader(import.meta.url);
const code = (source: string): string => {
  const typed = typedCode(source, loader);
  return typed.kind === "code" ? typed.code : typed.kind;
};

describe("typedCode", () => {
  it("awaits what is one expression, objects too", () => {
    expect(code("df.count();\n")).toMatch(/await \(?df\.count\(\)/);
    expect(code("{ a: 1 } as const\n")).toMatch(/await \(?\{ a: 1 \}/);
    expect(code("f<string>(1)")).toMatch(/await f\(1\)/);
  });

  it("keeps declarations, without their types", () => {
    expect(code("const n: number = 1\n")).toMatch(/await void 0;const n = 1;/);
    expect(code("function f(a: string): void {}\n")).toMatch(/await void 0;function f\(a\) \{\}/);
    expect(code("class A { x?: number }\n")).toMatch(/await void 0;class A/);
    expect(code("interface A { b: string }\n")).toMatch(/await void 0;$/);
  });

  it.each([
    [`import { a, b as c, type T } from "./m.ts"`, /const \{ a, b: c \} = await .*jitiImport\(["']\.\/m\.ts["']\)/],
    [`import d, { e } from 'm';`, /const \{ default: d, e \} = await .*jitiImport\(["']m["']\)/],
    [`import * as all from "m"`, /const all = await .*jitiImport\(["']m["']\)/],
    [`import "m"`, /await .*jitiImport\(["']m["']\)/],
  ])("makes a call of %s", (source, expected) => expect(code(source)).toMatch(expected));

  it("loads nothing for types", () => {
    expect(code(`import type { T } from "m"`)).not.toContain("jitiImport");
  });

  it.each(["df.groupBy('a'\n", "function f() {\n", "`open\n", "/* open\n", "if (x) {\n  y()\n"])(
    "waits for more after %j",
    (source) => expect(code(source)).toBe("unfinished"),
  );

  it("refuses what is wrong", () => {
    expect(() => code("let x: = 3\n")).toThrow(SourceError);
    expect(() => code("a b\n")).toThrow(SourceError);
  });
});

import { describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { colorsFor, isDrawable } from "./output.ts";

const terminal = memoryIo({ terminal: { columns: 80, rows: 24 } }).stdout;
const pipe = memoryIo().stdout;

describe("what an output can show", () => {
  it.each([
    [terminal, {}, true],
    [terminal, { NO_COLOR: "1" }, false],
    [terminal, { NO_COLOR: "" }, true],
    [terminal, { TERM: "dumb" }, false],
    [terminal, { FORCE_COLOR: "0" }, false],
    [terminal, { CI: "true" }, true],
    [pipe, {}, false],
    [pipe, { CI: "true" }, false],
    [pipe, { FORCE_COLOR: "1" }, true],
    [pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("colours %#", (output, env, expected) => expect(colorsFor(output, env).isColorSupported).toBe(expected));

  it.each([
    [terminal, {}, true],
    [terminal, { CI: "false" }, true],
    [terminal, { CI: "true" }, false],
    [terminal, { TERM: "dumb" }, false],
    [pipe, {}, false],
  ])("drawing %#", (output, env, expected) => expect(isDrawable(output, { columns: 40, rows: 4 }, env)).toBe(expected));

  it("needs room", () => expect(isDrawable(terminal, { columns: 81, rows: 4 }, {})).toBe(false));
});

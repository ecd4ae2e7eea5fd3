import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  const words = [".tables", ".schema", ".mode", ".timer", ".exit"];

  it.each([
    [".tabels", ".tables"],
    [".table", ".tables"],
    [".sch", ".schema"],
    [".mdoe", ".mode"],
    [".exi", ".exit"],
  ])("takes %s for %s", (typed, meant) => expect(nearest(typed, words)).toBe(meant));

  it.each([".explain", ".x", "%what"])("guesses nothing for %s", (typed) =>
    expect(nearest(typed, words)).toBeUndefined(),
  );
});

import { describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { LiveRegion } from "./live-region.ts";

const escapeCode = String.fromCharCode(27);
const pieces = new RegExp(`${escapeCode}\\[[?\\d;]*[A-Za-z]|\\r|\\n|[^${escapeCode}\\r\\n]+`, "g");

/** What a terminal shows after these bytes: just enough of one for what a region writes. */
function screenOf(text: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  for (const [piece] of text.matchAll(pieces)) {
    if (piece === "\n") {
      row++;
      lines[row] ??= "";
    } else if (piece.endsWith("A") && piece.startsWith("\x1b")) row -= Number(piece.slice(2, -1));
    else if (piece === "\x1b[J") lines.length = row + 1;
    else if (!piece.startsWith("\x1b") && piece !== "\r") lines[row] = piece;
  }
  return lines.slice(0, -1);
}

describe("LiveRegion", () => {
  const size = { columns: 40, rows: 10 };

  it("replaces its lines and lets text go by above them", () => {
    const { stdout } = memoryIo({ terminal: size });
    const region = new LiveRegion(stdout);
    region.print(["before"]);
    region.draw(() => ["a1", "a2"]);
    region.draw(() => ["b1", "b2"]);
    region.print(["fixed\nin two lines"]);
    region.settle();
    region.print(["after"]);
    expect(screenOf(stdout.text)).toEqual(["before", "fixed", "in two lines", "b1", "b2", "after"]);
    expect(stdout.text.endsWith("\x1b[?25hafter\x1b[K\n") || stdout.text.endsWith("\x1b[?25hafter\n")).toBe(true);
  });

  it("shrinks with its lines, and never outgrows the terminal", () => {
    const { stdout } = memoryIo({ terminal: size });
    const region = new LiveRegion(stdout);
    region.draw(() => Array.from({ length: 20 }, (_, at) => `line ${at}`));
    expect(screenOf(stdout.text)).toHaveLength(9);
    region.draw(() => ["only"]);
    expect(screenOf(stdout.text)).toEqual(["only"]);
    region.settle();
  });

  it("draws itself anew when the terminal changes", () => {
    const { stdout } = memoryIo({ terminal: size });
    const region = new LiveRegion(stdout);
    region.draw((columns) => [`${columns} columns`]);
    stdout.columns = 60;
    stdout.emit("resize");
    expect(screenOf(stdout.text)).toEqual(["60 columns"]);
    region.settle();
    expect(stdout.listenerCount("resize")).toBe(0);
  });
});

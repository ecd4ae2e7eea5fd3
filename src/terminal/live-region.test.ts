import { describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { LiveRegion } from "./live-region.ts";
import { openPane } from "./panes.ts";

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

  it("lets what others write go by above it, and gives the rest of a line back", () => {
    const { stdout } = memoryIo({ terminal: size });
    const region = new LiveRegion(stdout, { takes: [stdout] });
    region.draw(() => ["live"]);
    stdout.write("one\ntwo");
    expect(screenOf(stdout.text)).toEqual(["one", "two", "live"]);
    stdout.write(new TextEncoder().encode(" and more\nopen "));
    expect(screenOf(stdout.text)).toEqual(["one", "two and more", "open ", "live"]);
    region.settle();
    stdout.write("end\n");
    expect(screenOf(stdout.text)).toEqual(["one", "two and more", "live", "open end"]);
  });

  it("calls back who writes while it is there", async () => {
    const { stdout } = memoryIo({ terminal: size });
    const region = new LiveRegion(stdout, { takes: [stdout] });
    region.draw(() => ["live"]);
    await new Promise((resolve) => stdout.write("x\n", resolve));
    expect(screenOf(stdout.text)).toEqual(["x", "live"]);
    region.settle();
  });

  it("is shared by views, of which one that ends stays above the others", () => {
    const { stdout } = memoryIo({ terminal: size });
    const [a, b] = [openPane(stdout), openPane(stdout)];
    a.draw(() => ["a1"]);
    b.draw(() => ["b1"]);
    a.draw(() => ["a2"]);
    expect(screenOf(stdout.text)).toEqual(["a2", "b1"]);
    a.settle();
    b.draw(() => ["b2"]);
    expect(screenOf(stdout.text)).toEqual(["a2", "b2"]);
    b.settle();
    stdout.write("after\n");
    expect(screenOf(stdout.text)).toEqual(["a2", "b2", "after"]);
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

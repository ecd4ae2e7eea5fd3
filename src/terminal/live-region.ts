import { stripVTControlCharacters } from "node:util";
import type { Output } from "./output.ts";
import { clip, widthOf } from "./text-width.ts";

const csi = "\x1b[";
const hideCursor = `${csi}?25l`;
const showCursor = `${csi}?25h`;
/** Terminals that know it show what lies between in one go; the others leave it out. */
const together = { begin: `${csi}?2026h`, end: `${csi}?2026l` } as const;
const clearLine = `${csi}K`;
const clearBelow = `${csi}J`;

/** How a {@link LiveRegion} goes about its terminal. */
export interface LiveRegionOptions {
  /** Streams to the same terminal: what others write to them while the region is there, such as `console.log`, goes by above it, line by line. */
  readonly takes?: readonly Output[];
}

/** The regions that hide the cursor of their terminals now. */
const shown = new Set<LiveRegion>();

/** Gives terminals their cursors back, for a process that is about to end without further ado. */
export function restoreTerminals(): void {
  for (const region of [...shown]) region.restore();
}

/** Lines at the bottom of a terminal that are drawn over and over, with other text going by above them. */
export class LiveRegion {
  readonly #output: Output;
  readonly #write: Output["write"];
  /** The streams that are taken, with their own way of writing. */
  readonly #taken: ReadonlyMap<Output, Output["write"]>;
  /** What others have written of a line that has not ended yet. */
  #unfinished = "";
  #lines: readonly string[] = [];
  #render: ((columns: number) => string[]) | undefined;
  readonly #resized = (): void => this.#redraw([]);

  constructor(output: Output, { takes = [] }: LiveRegionOptions = {}) {
    this.#output = output;
    this.#write = output.write;
    this.#taken = new Map(takes.map((stream) => [stream, stream.write]));
  }

  /**
   * Draws the region anew.
   *
   * @param render - gives the lines for a terminal of so many columns, none of them longer; asked again when its size changes
   */
  draw(render: (columns: number) => string[]): void {
    if (this.#render === undefined) {
      this.#output.on("resize", this.#resized);
      process.once("exit", this.#restore);
      shown.add(this);
      for (const stream of this.#taken.keys()) stream.write = this.#take as Output["write"];
    }
    this.#render = render;
    this.#redraw([]);
  }

  /** Prints lines above the region, where they stay. */
  print(lines: readonly string[]): void {
    this.#redraw(lines);
  }

  /** Leaves the region as it is; what is printed next goes below it. */
  settle(): void {
    if (this.#render === undefined) return;
    const unfinished = this.#unfinished;
    this.#unfinished = "";
    if (unfinished !== "") this.#redraw([]);
    this.#output.off("resize", this.#resized);
    process.off("exit", this.#restore);
    shown.delete(this);
    this.#render = undefined;
    this.#lines = [];
    for (const [stream, write] of this.#taken) stream.write = write;
    this.#put(showCursor + unfinished);
  }

  readonly #restore = (): void => {
    shown.delete(this);
    this.#put(showCursor);
  };

  /** Gives the cursor back. */
  restore(): void {
    if (this.#render !== undefined) this.#restore();
  }

  #put(text: string): void {
    Reflect.apply(this.#write, this.#output, [text]);
  }

  /** Stands in for the output's `write`. */
  readonly #take = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = this.#unfinished + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const lines = text.split("\n");
    this.#unfinished = lines.pop()!;
    this.#redraw(lines);
    const written = rest.find((argument) => typeof argument === "function");
    if (written !== undefined) process.nextTick(written as () => void);
    return true;
  };

  /** Rows that what was drawn takes now: a terminal that has become narrower has broken its lines. */
  #heightOn(columns: number): number {
    const rowsOf = (line: string) => Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns));
    return this.#lines.reduce((sum, line) => sum + rowsOf(line), 0);
  }

  #redraw(above: readonly string[]): void {
    const columns = this.#output.columns ?? 80;
    const height = this.#heightOn(columns);
    const up = height === 0 ? "" : `${csi}${height}A\r`;
    const fixed = above.map((text) => `${text.replaceAll("\n", `${clearLine}\n`)}${clearLine}\n`).join("");
    if (this.#render === undefined) {
      this.#put(fixed);
      return;
    }
    // A region as high as the terminal would scroll it away.
    // A line that has not ended, such as a question, shows meanwhile.
    const open = this.#unfinished === "" ? [] : [clip(this.#unfinished, columns - 1)];
    this.#lines = [...open, ...this.#render(columns)].slice(0, (this.#output.rows ?? 24) - 1);
    const region = this.#lines.map((line) => `${line}${clearLine}\n`).join("");
    this.#put(together.begin + hideCursor + up + fixed + region + clearBelow + together.end);
  }
}

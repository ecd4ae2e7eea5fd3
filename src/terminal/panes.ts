import { LiveRegion } from "./live-region.ts";
import type { Output } from "./output.ts";

/** The part of a terminal's live region that is one view's. */
export interface Pane {
  /** @param render - gives the lines for a terminal of so many columns, none of them longer */
  draw(render: (columns: number) => string[]): void;
  /** Takes the part away and leaves its last lines above what is still live. */
  settle(): void;
}

type Render = (columns: number) => string[];

interface Board {
  readonly region: LiveRegion;
  readonly renders: Map<object, Render>;
}

/** One region for each terminal, since two of them would draw over each other. */
const boards = new WeakMap<Output, Board>();

/** A pane on a terminal, below those that are there. */
export function openPane(output: Output): Pane {
  const board = boards.get(output) ?? {
    region: new LiveRegion(output, { takes: streamsOf(output) }),
    renders: new Map(),
  };
  boards.set(output, board);
  const { region, renders } = board;
  const key = {};
  const redraw = () => region.draw((columns) => [...renders.values()].flatMap((render) => render(columns)));
  return {
    draw(render) {
      renders.set(key, render);
      redraw();
    },
    settle() {
      const render = renders.get(key);
      if (render === undefined) return;
      if (renders.size === 1) {
        region.settle();
        renders.delete(key);
        boards.delete(output);
        return;
      }
      renders.delete(key);
      region.print(render(output.columns ?? 80));
      redraw();
    },
  };
}

/** The streams of this process that write to the same terminal. */
const streamsOf = (output: Output): readonly Output[] =>
  output === process.stdout && process.stderr.isTTY ? [output, process.stderr] : [output];

export { type Display, type DisplayOptions, display } from "./display.ts";
export { counted, duration, grouped, progressBar } from "./figures.ts";
export { LiveRegion, restoreTerminals } from "./live-region.ts";
export { type Colors, colorsFor, isDrawable, type Output } from "./output.ts";
export { QueryBoard } from "./query-board.ts";
export { querySparklines } from "./query-figures.ts";
export { type QueryWatch, watchQueries } from "./query-watch.ts";
export { fitTable, textTable } from "./text-table.ts";
export { clip, widthOf } from "./text-width.ts";

export { type Display, type DisplayOptions, display, isDisplayed } from "./display.ts";
export { counted, duration, grouped, progressBar } from "./figures.ts";
export { LiveRegion } from "./live-region.ts";
export { type Colors, isDrawable, type Output, processColors } from "./output.ts";
export { openPane, type Pane } from "./panes.ts";
export { queryFigures, querySparklines } from "./query-figures.ts";
export { type QueryWatch, watchQueries } from "./query-watch.ts";
export { clip, textTable, widthOf } from "./text-table.ts";

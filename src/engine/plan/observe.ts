/** What the metrics of an observation call the table of the rows that they look at. */
export const observedRows = "observed_rows";

/** What the column of a position is called there. */
export const observedColumn = (position: number): string => `f${position}`;

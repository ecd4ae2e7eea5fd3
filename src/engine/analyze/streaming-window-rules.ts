import { sparkError } from "../../common/index.ts";
import { type ResolvedProject, type ResolvedWindow, walk } from "../plan/index.ts";
import { qualifiedWindowName, windowCallText } from "./names.ts";

/** A window function and the name of the column that it makes. */
interface MadeWindow {
  readonly name: string;
  readonly window: ResolvedWindow;
}

/**
 * Refuses windows over rows: on streams there are only those over time. Windows of the same partitions and order are told together.
 *
 * @throws SparkException `NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING`
 */
export function checkWindows({ items }: ResolvedProject): void {
  const made: MadeWindow[] = [];
  let inner = 0;
  for (const { expression, column } of items)
    walk(expression, (part) => {
      if (part.kind !== "window") return;
      // One inside of an expression is a column of its own first, under a name of Spark's.
      made.push({ name: part === expression ? column.name : `_we${inner++}`, window: part });
    });
  const [first] = made;
  if (first === undefined) return;
  const together = made.filter(({ window }) => orderOf(window) === orderOf(first.window));
  const joined = (text: (made: MadeWindow) => string) => together.map(text).join(",");
  throw sparkError(
    "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING",
    {
      windowFunc: joined(({ window }) => windowCallText(window, "UTC").toUpperCase()),
      columnName: joined(({ name }) => `\`${name}\``),
      windowSpec: joined(({ window }) => qualifiedWindowName(window, "UTC").toUpperCase()),
    },
    {
      hint: "Group by window(time, …) and use max_by, min_by or collect_list, keep the row before with transformWithState, or compute it for each batch in foreachBatch.",
    },
  );
}

const orderOf = (window: ResolvedWindow): string => qualifiedWindowName({ ...window, frame: rows }, "UTC");

const rows: ResolvedWindow["frame"] = {
  unit: "rows",
  lower: { kind: "unboundedPreceding" },
  upper: { kind: "currentRow" },
};

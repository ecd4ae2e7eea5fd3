import type { QueryEvent } from "../../engine/stream/index.ts";

/** An event in the JSON form in which Spark Connect sends it: its fields without the type. */
export function eventJson(event: QueryEvent): string {
  if (event.type === "progress") return JSON.stringify({ progress: progressOf(event) });
  const { type: _, ...fields } = event;
  return JSON.stringify(fields);
}

/**
 * A report as events have it, which is another form than that of `lastProgress`: with sums over the sources, offsets as the JSON that they
 * are, observed rows as objects, and without metrics where there are none.
 */
function progressOf({ progress, observed }: Extract<QueryEvent, { type: "progress" }>): unknown {
  const { id, runId, name, timestamp, batchId, batchDuration, sources, sink, ...rest } = progress;
  const sum = (field: "numInputRows" | "inputRowsPerSecond" | "processedRowsPerSecond") =>
    sources.reduce((total, source) => total + source[field], 0);
  return {
    ...{ id, runId, name, timestamp, batchId, batchDuration },
    numInputRows: sum("numInputRows"),
    inputRowsPerSecond: sum("inputRowsPerSecond"),
    processedRowsPerSecond: sum("processedRowsPerSecond"),
    ...rest,
    sources: sources.map((source) => ({
      ...withoutEmptyMetrics(source),
      startOffset: offsetOf(source.startOffset),
      endOffset: offsetOf(source.endOffset),
      latestOffset: offsetOf(source.latestOffset),
    })),
    sink: withoutEmptyMetrics(sink),
    observedMetrics: observed,
  };
}

function withoutEmptyMetrics<T extends { readonly metrics: Readonly<Record<string, string>> }>(
  part: T,
): Omit<T, "metrics"> {
  if (Object.keys(part.metrics).length > 0) return part;
  const { metrics: _, ...rest } = part;
  return rest;
}

function offsetOf(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

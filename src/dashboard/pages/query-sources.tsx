import type { JSX } from "preact";
import type { SourceStatus } from "../../web/wire.ts";
import { bytes, count } from "../format.ts";

/** How far a query has read its sources. */
export function QuerySources({ sources }: { readonly sources: readonly SourceStatus[] }): JSX.Element {
  if (sources.length === 0) return <p class="quiet">No batch has run yet.</p>;
  return (
    <>
      {sources.map((source) => (
        <section key={source.description} class="card">
          <h2 class="path">{source.description}</h2>
          <dl class="pairs">
            {figuresOf(source).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {isUntold(source) && <p class="quiet">Which files were read, and what waits, this engine does not report.</p>}
        </section>
      ))}
    </>
  );
}

/** Spark counts the files of a stream for itself. */
const isUntold = ({ description, files, backlogFiles }: SourceStatus): boolean =>
  description.startsWith("FileStreamSource") && files === null && backlogFiles === null;

function figuresOf(source: SourceStatus): (readonly [string, string])[] {
  const figures: readonly (readonly [string, string | null])[] = [
    ["Rows", count(source.rows)],
    ["Rows of the last batch", count(source.lastRows)],
    ["Files", source.files === null ? null : count(source.files)],
    ["Last file", source.lastFile],
    ["Files waiting", source.backlogFiles === null ? null : count(source.backlogFiles)],
    ["Bytes waiting", source.backlogBytes === null ? null : bytes(source.backlogBytes)],
    ["Read up to", source.endOffset],
    ["Known up to", source.latestOffset],
    ...Object.entries(source.metrics),
  ];
  return figures.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

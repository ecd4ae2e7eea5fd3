import type { ResolvedSample } from "../plan/index.ts";
import { columnName } from "./expression.ts";
import type { Query, Source } from "./query.ts";

/** Every how many rows one may appear more often than the thresholds of {@link copies} allow for. */
const negligible = 1e-12;

/**
 * A sample of the source's rows. Each row gets a number in [0, 1) from its position and the seed, so that the same seed gives the same
 * rows and the shares of a `randomSplit` are disjoint.
 */
export function sampleQuery(plan: ResolvedSample, source: Source): Query {
  const named = plan.output.map(({ id }) => ({ sql: columnName(id), name: columnName(id) }));
  // Rows may be counted alone.
  const columns = named.length === 0 ? [{ sql: "1", name: "row" }] : named;
  const seed = BigInt.asIntN(64, plan.seed);
  const draw = `hash(row_number() OVER (), ${seed}) / 18446744073709551616.0::DOUBLE`;
  const drawn: Source = {
    kind: "query",
    query: { kind: "select", items: [...columns, { sql: draw, name: "draw" }], from: source, where: [], orderBy: [] },
  };
  const nothing = { where: [], orderBy: [] } as const;
  if (!plan.withReplacement) {
    const lower = plan.lower ?? 0;
    const where = [`draw >= ${double(lower)}`, `draw < ${double(lower + plan.fraction)}`];
    return { kind: "select", items: columns, from: drawn, ...nothing, where };
  }
  const repeated = { sql: `unnest(range(${copies(plan.fraction)}))`, name: "copy" };
  const query: Query = { kind: "select", items: [...columns, repeated], from: drawn, ...nothing };
  return { kind: "select", items: columns, from: { kind: "query", query }, ...nothing };
}

/** How many copies of a row a draw means, of the Poisson distribution with the given mean. */
function copies(mean: number): string {
  const terms: string[] = [];
  let probability = Math.exp(-mean);
  let cumulated = probability;
  for (let count = 1; 1 - cumulated > negligible && count < 1000; count++) {
    terms.push(`(draw >= ${double(cumulated)})::BIGINT`);
    probability *= mean / count;
    cumulated += probability;
  }
  return terms.length === 0 ? "0" : terms.join(" + ");
}

const double = (value: number): string => `${value}::DOUBLE`;

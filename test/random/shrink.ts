import { type Tree, textOf } from "./tree.ts";

/**
 * The smallest query that can be made by leaving out clauses and items and by putting parts in the place of their wholes, of which
 * `differs` still holds. What makes no sense is tried too: both engines then refuse it, and it does not differ.
 *
 * @param tries - how many queries may be looked at
 */
export async function shrink(query: Tree, differs: (sql: string) => Promise<boolean>, tries = 400): Promise<Tree> {
  const seen = new Set<string>();
  let best = query;
  for (let left = tries; left > 0; ) {
    let found: Tree | undefined;
    for (const candidate of smaller(best)) {
      const sql = textOf(candidate);
      if (seen.has(sql)) continue;
      seen.add(sql);
      if (left-- <= 0) break;
      if (await differs(sql)) {
        found = candidate;
        break;
      }
    }
    if (found === undefined) return best;
    best = found;
  }
  return best;
}

/** Queries with one part cut, the shortest first. */
function smaller(query: Tree): Tree[] {
  const length = textOf(query).length;
  return [...cuts(query)]
    .map((candidate) => [candidate, textOf(candidate).length] as const)
    .filter(([, size]) => size < length)
    .sort(([, a], [, b]) => a - b)
    .map(([candidate]) => candidate);
}

function* cuts(of: Tree): Generator<Tree> {
  if (of.optional) yield { kind: of.kind, parts: [] };
  if (of.simplest !== undefined) yield { kind: of.kind, parts: [of.simplest] };
  for (const inner of descendants(of)) if (inner.kind === of.kind) yield inner;
  if (of.separator !== undefined && of.parts.length > 1)
    for (const at of of.parts.keys()) yield { ...of, parts: of.parts.filter((_, other) => other !== at) };
  for (const [at, part] of of.parts.entries())
    if (typeof part !== "string")
      for (const cut of cuts(part)) yield { ...of, parts: of.parts.map((other, i) => (i === at ? cut : other)) };
}

function* descendants(of: Tree): Generator<Tree> {
  for (const part of of.parts)
    if (typeof part !== "string") {
      yield part;
      yield* descendants(part);
    }
}

import { type QueryContext, SparkException } from "../../common/index.ts";

/** Kept beside the nodes: plans that mean the same are equal, wherever they were written. */
const origins = new WeakMap<object, () => QueryContext>();

/**
 * Remembers where a node of a plan was written; the first place counts, which is the smallest.
 *
 * @param origin - asked only where there is an error to tell
 */
export function withOrigin<Node extends object>(node: Node, origin: () => QueryContext): Node {
  if (!origins.has(node)) origins.set(node, origin);
  return node;
}

/** Does what a node asks for; an error of it tells where the node was written, unless it tells a place already. */
export function located<Result>(node: object, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const origin = origins.get(node);
    if (origin === undefined || !(error instanceof SparkException) || error.context !== undefined) throw error;
    throw error.at(origin());
  }
}

/** Where a node of a plan was written; undefined where nobody knows. */
export const originOf = (node: object): QueryContext | undefined => origins.get(node)?.();

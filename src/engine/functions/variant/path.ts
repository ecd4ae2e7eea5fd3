import type { VariantNode } from "../../../types/index.ts";

/** A step into an object by a name, or into an array by an index. */
export type Step = string | number;

/** The steps of `$.a["b c"][0]`; undefined where it is no path. */
export function pathSteps(path: string): readonly Step[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  for (let rest = path.slice(1); rest !== ""; ) {
    const match = /^(?:\.([^.[]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\])/.exec(rest);
    if (match === null) return undefined;
    const [whole, dotted, single, double, index] = match;
    steps.push(index === undefined ? (dotted ?? single ?? double)! : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** What stands behind a step; undefined where nothing does. */
export function childOf(node: VariantNode, step: Step): VariantNode | undefined {
  if (typeof step === "number") return node.kind === "array" ? node.items[step] : undefined;
  return node.kind === "object" ? node.fields.get(step) : undefined;
}

/** What stands at the end of a path. */
export function valueAt(node: VariantNode, steps: readonly Step[]): VariantNode | undefined {
  let found: VariantNode | undefined = node;
  for (const step of steps) found = found && childOf(found, step);
  return found;
}

/** Steps as a path. */
export function pathText(steps: readonly Step[]): string {
  return `$${steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("")}`;
}

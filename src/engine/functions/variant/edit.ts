import { sparkError } from "../../../common/index.ts";
import type { VariantNode } from "../../../types/index.ts";
import { pathSteps, pathText, type Step } from "./path.ts";

/** What happens at the end of a path: `found` is what stands there, undefined for nothing; undefined as a result removes it. */
type Change = (found: VariantNode | undefined) => VariantNode | undefined;

interface Editing {
  readonly functionName: string;
  readonly path: string;
  /** Whether what is missing on the way is made. */
  readonly creates: boolean;
  /** Whether a value that a step cannot enter is an error; otherwise the variant stays as it is. */
  readonly strict: boolean;
  /** Whether an array gets the value in front of what stands at the index. */
  readonly inserts?: boolean;
}

const missing: VariantNode = { kind: "null" };

function mismatch({ functionName, path }: Editing, at: readonly Step[]): Error {
  return sparkError("VARIANT_PATH_TYPE_MISMATCH", {
    path,
    failedAt: pathText(at),
    functionName: `\`${functionName}\``,
  });
}

/** The tree with a change at the end of some steps. */
function changed(
  node: VariantNode,
  steps: readonly Step[],
  done: readonly Step[],
  change: Change,
  editing: Editing,
): VariantNode {
  const [step, ...rest] = steps as [Step, ...Step[]];
  const here = [...done, step];
  const next = (child: VariantNode | undefined): VariantNode | undefined => {
    if (rest.length === 0) return change(child);
    if (child === undefined && !editing.creates) return undefined;
    const entered =
      child ?? (typeof rest[0] === "number" ? { kind: "array", items: [] } : { kind: "object", fields: new Map() });
    return changed(entered as VariantNode, rest, here, change, editing);
  };
  if (typeof step === "string") {
    if (node.kind !== "object") return refuse(node, done, editing);
    const fields = new Map(node.fields);
    const value = next(fields.get(step));
    if (value === undefined) fields.delete(step);
    else fields.set(step, value);
    return { kind: "object", fields };
  }
  if (node.kind !== "array") return refuse(node, done, editing);
  const items = [...node.items];
  const inserts = editing.inserts === true && rest.length === 0;
  const value = next(inserts ? undefined : items[step]);
  if (value === undefined) items.splice(step, 1);
  else {
    while (items.length < step) items.push(missing);
    items.splice(step, inserts ? 0 : 1, value);
  }
  return { kind: "array", items };
}

function refuse(node: VariantNode, done: readonly Step[], editing: Editing): VariantNode {
  if (editing.strict) throw mismatch(editing, done);
  return node;
}

function stepsOf(functionName: string, path: string, root: boolean): readonly Step[] {
  const steps = pathSteps(path);
  if (steps !== undefined && (root || steps.length > 0)) return steps;
  throw sparkError("INVALID_VARIANT_PATH", { path, functionName: `\`${functionName}\`` });
}

export function inserted(node: VariantNode, path: string, value: VariantNode): VariantNode {
  const editing = { functionName: "variant_insert", path, creates: true, strict: true, inserts: true };
  const steps = stepsOf(editing.functionName, path, false);
  const change: Change = (found) => {
    if (found !== undefined) throw sparkError("VARIANT_DUPLICATE_KEY", { key: String(steps.at(-1)) });
    return value;
  };
  return changed(node, steps, [], change, editing);
}

export function replaced(node: VariantNode, path: string, value: VariantNode, creates: boolean): VariantNode {
  const editing = { functionName: "variant_set", path, creates, strict: true };
  const steps = stepsOf(editing.functionName, path, false);
  return changed(node, steps, [], (found) => (found === undefined && !creates ? undefined : value), editing);
}

export function appended(node: VariantNode, path: string, value: VariantNode): VariantNode {
  const editing = { functionName: "variant_array_append", path, creates: false, strict: true };
  const steps = stepsOf(editing.functionName, path, true);
  const change: Change = (found) => {
    if (found === undefined) return undefined;
    if (found.kind !== "array") throw mismatch(editing, steps);
    return { kind: "array", items: [...found.items, value] };
  };
  return steps.length === 0 ? change(node)! : changed(node, steps, [], change, editing);
}

export function deleted(node: VariantNode, paths: readonly (string | null)[]): VariantNode {
  let result = node;
  for (const path of paths) {
    if (path === null) continue;
    const editing = { functionName: "variant_delete", path, creates: false, strict: false };
    result = changed(result, stepsOf(editing.functionName, path, false), [], () => undefined, editing);
  }
  return result;
}

/** Without fields that are null, and elements where those are to go too; a null alone stays. */
export function withoutNulls(node: VariantNode, arrays: boolean): VariantNode {
  return stripped(node, arrays) ?? node;
}

function stripped(node: VariantNode, arrays: boolean): VariantNode | undefined {
  const kept = (item: VariantNode): VariantNode | undefined => stripped(item, arrays);
  switch (node.kind) {
    case "null":
      return undefined;
    case "array": {
      const items = node.items.map((item) => kept(item) ?? (arrays ? undefined : item));
      return { kind: "array", items: items.filter((item) => item !== undefined) };
    }
    case "object": {
      const fields = new Map<string, VariantNode>();
      for (const [key, item] of node.fields) {
        const value = kept(item);
        if (value !== undefined) fields.set(key, value);
      }
      return { kind: "object", fields };
    }
    default:
      return node;
  }
}

import { type VariantNode, variantJson } from "../../../types/index.ts";
import { type Script, script } from "../script.ts";
import { stringType } from "../type-rules.ts";
import { readJson } from "../variant/parse.ts";
import { strict } from "./schema.ts";

type Step = string | number | "*";

/** The steps of a path; undefined where it is none. */
function stepsOf(path: string): readonly Step[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  for (let rest = path.slice(1); rest !== ""; ) {
    const match = /^(?:\.([^.[]+)|\['([^']*)'\]|\[(\d+|\*)\])/.exec(rest);
    if (match === null) return undefined;
    const [whole, dotted, quoted, index] = match;
    steps.push(index === undefined || index === "*" ? (dotted ?? quoted ?? "*") : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps;
}

function found(node: VariantNode, [step, ...rest]: readonly Step[]): readonly VariantNode[] {
  if (step === undefined) return [node];
  if (node.kind === "array") {
    const items = step === "*" ? node.items : typeof step === "number" ? node.items.slice(step, step + 1) : [];
    return items.flatMap((item) => found(item, rest));
  }
  if (node.kind !== "object" || typeof step === "number") return [];
  const fields =
    step === "*" ? [...node.fields.values()] : [node.fields.get(step)].filter((field) => field !== undefined);
  return fields.flatMap((field) => found(field, rest));
}

/** What stands at a path in JSON text: strings without quotes, the rest as JSON; null where nothing does. */
function jsonAt(json: string, path: string): string | null {
  const steps = stepsOf(path);
  const node = steps === undefined ? undefined : readJson(json);
  if (node === undefined || steps === undefined) return null;
  const values = found(node, steps);
  const [only] = values;
  if (only === undefined) return null;
  if (values.length > 1) return variantJson({ kind: "array", items: values }, "UTC");
  if (only.kind === "null") return null;
  return only.kind === "string" ? only.value : variantJson(only, "UTC");
}

export const jsonScripts: readonly Script[] = [
  script("js_json_at", [stringType, stringType], stringType, jsonAt),
  script("js_double_quoted_json", [stringType], stringType, (json: string) => strict(json, false)),
  script("js_strict_json", [stringType], stringType, (json: string) => strict(json, true)),
];

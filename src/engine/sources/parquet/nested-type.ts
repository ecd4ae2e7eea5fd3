/** What DuckDB's name of a nested type says; the names of other types are in it as they stand. */
type NestedType =
  | { readonly kind: "array"; readonly element: string }
  | { readonly kind: "map"; readonly key: string; readonly value: string }
  /** By the fields' names in lower case. */
  | { readonly kind: "struct"; readonly fields: ReadonlyMap<string, string> };

/** Takes DuckDB's name of a type apart; undefined for one that holds no others. */
export function nestedType(name: string): NestedType | undefined {
  if (name.endsWith("[]")) return { kind: "array", element: name.slice(0, -2) };
  const [, kind, list = ""] = /^(STRUCT|MAP)\((.*)\)$/s.exec(name) ?? [];
  if (kind === "STRUCT") return { kind: "struct", fields: fieldsOf(list) };
  if (kind !== "MAP") return undefined;
  const [key = "", value = ""] = partsOf(list);
  return { kind: "map", key, value };
}

/** The parts of a list in parentheses, between commas that stand in none themselves: `x INTEGER`, `"a, b" DECIMAL(3,1)`. */
function partsOf(list: string): string[] {
  const parts: string[] = [];
  let [start, depth, quoted] = [0, 0, false];
  for (const [at, character] of [...list].entries()) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === "," && depth === 0) {
      parts.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, list.slice(start).trim()];
}

/** DuckDB's names of a struct's fields, in lower case, and their types. */
function fieldsOf(list: string): ReadonlyMap<string, string> {
  return new Map(
    partsOf(list).map((part) => {
      const [, quoted, plain, type = ""] = /^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(part) ?? [];
      return [(quoted?.replaceAll('""', '"') ?? plain ?? "").toLowerCase(), type] as const;
    }),
  );
}

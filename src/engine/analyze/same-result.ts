import { createHash } from "node:crypto";
import { DataType } from "../../types/index.ts";
import type { ResolvedRelation } from "../plan/index.ts";

/** Whether two plans certainly give the same rows: they are the same but for names and ids. @see Dataset.sameSemantics of Spark */
export const sameResult = (one: ResolvedRelation, other: ResolvedRelation): boolean =>
  resultKey(one) === resultKey(other);

/** A number of 32 bits that is the same for plans of which {@link sameResult} holds. */
export function semanticHash(plan: ResolvedRelation): number {
  return createHash("sha256").update(resultKey(plan)).digest().readInt32LE(0);
}

/** What a user calls a column does not change the rows. */
const cosmetic: ReadonlySet<string> = new Set(["name", "qualifier", "metadata", "duplicateOf", "implicit"]);

/** A text that plans share of which {@link sameResult} holds. */
export function resultKey(plan: ResolvedRelation): string {
  const ids = new Map<number, number>();
  const canonicalId = (id: number): number => {
    const known = ids.get(id) ?? ids.size;
    ids.set(id, known);
    return known;
  };
  const canonical = (value: unknown): unknown => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Date) return value.getTime();
    if (value instanceof DataType) return value.json();
    if (value instanceof Uint8Array) return createHash("sha256").update(value).digest("hex");
    if (value instanceof Map) return [...value].map(canonical);
    if (Array.isArray(value)) return value.map(canonical);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    // A column's name is cosmetic, a field's and a function's are not.
    const kind: unknown = "kind" in value ? value.kind : undefined;
    return Object.fromEntries(
      entries
        .filter(([key]) => kind !== "column" || !cosmetic.has(key))
        // Where the hidden column of files is used, it is one of the output.
        .filter(([key]) => kind !== "scan" || key !== "metadata")
        .filter(([key, part]) => key !== "implicit" && typeof part !== "function")
        .map(([key, part]) => [key, key === "id" && typeof part === "number" ? canonicalId(part) : canonical(part)]),
    );
  };
  return JSON.stringify(canonical(plan));
}

/** A piece of a query, by the rule of the grammar that made it. */
export interface Tree {
  /** What it may be exchanged for: an expression's type, `query`, `relation`, … */
  readonly kind: string;
  readonly parts: readonly (string | Tree)[];
  /** Whether the query is one without it. */
  readonly optional?: boolean;
  /** What stands between the parts; all of them but one may be left out. */
  readonly separator?: string;
  /** The simplest text of its kind. */
  readonly simplest?: string;
}

export const tree = (kind: string, ...parts: readonly (string | Tree)[]): Tree => ({ kind, parts });

export const list = (kind: string, separator: string, parts: readonly (string | Tree)[]): Tree => ({
  kind,
  parts,
  separator,
});

export const optional = (kind: string, ...parts: readonly (string | Tree)[]): Tree => ({ kind, parts, optional: true });

export const textOf = (of: string | Tree): string =>
  typeof of === "string" ? of : of.parts.map(textOf).join(of.separator ?? "");

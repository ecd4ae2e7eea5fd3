/** A SELECT before it is text. */
export interface Select {
  readonly kind: "select";
  readonly items: readonly SelectItem[];
  readonly distinct?: "rows" | readonly string[];
  readonly from: Source | undefined;
  readonly where: readonly string[];
  readonly groupBy?: string;
  readonly orderBy: readonly string[];
  readonly limit?: bigint;
  readonly offset?: bigint;
}

/** Queries of equal columns put together: `UNION ALL`, `INTERSECT`, `EXCEPT` and their ALL forms. */
export interface Combination {
  readonly kind: "combination";
  readonly operator: string;
  readonly inputs: readonly Query[];
}

/** A query that another part has written. */
export interface GivenQuery {
  readonly kind: "given";
  readonly sql: string;
}

export type Query = Select | Combination | GivenQuery;

export interface SelectItem {
  readonly sql: string;
  /** Quoted where it has to be. */
  readonly name: string;
}

/** What stands behind FROM. */
export type Source =
  | { readonly kind: "table"; readonly sql: string }
  | { readonly kind: "query"; readonly query: Query }
  | {
      readonly kind: "join";
      readonly operator: string;
      readonly left: Source;
      readonly right: Source;
      readonly condition: string | undefined;
    };

const width = 100;
const step = "  ";

/** The query as text: clauses on lines of their own, nested queries indented. */
export function renderQuery(query: Query, indent = ""): string {
  switch (query.kind) {
    case "given":
      return query.sql;
    case "combination":
      return query.inputs.map((input) => operand(input, indent)).join(`\n${indent}${query.operator}\n${indent}`);
    case "select":
      return renderSelect(query, indent);
  }
}

/** The query on one line, as it stands inside expressions. */
export function renderInline(query: Query): string {
  return renderQuery(query, inline).replaceAll(`\n${inline}`, " ");
}

/** Marks line breaks that are ours, so that those of string literals stay. */
const inline = "\u0001";

function operand(query: Query, indent: string): string {
  const needsParentheses =
    query.kind !== "select" || query.orderBy.length > 0 || query.limit !== undefined || query.offset !== undefined;
  return needsParentheses ? parenthesised(query, indent) : renderQuery(query, indent);
}

function parenthesised(query: Query, indent: string): string {
  if (indent.startsWith(inline)) return `(${renderQuery(query, indent)})`;
  return `(\n${indent}${step}${renderQuery(query, indent + step)}\n${indent})`;
}

function renderSelect(select: Select, indent: string): string {
  const items = select.items.map(({ sql, name }) => (sql === name ? sql : `${sql} AS ${name}`));
  const lines = [`SELECT ${distinct(select)}${list(items, indent)}`];
  if (select.from !== undefined) lines.push(`FROM ${renderSource(select.from, indent)}`);
  if (select.where.length > 0) lines.push(`WHERE ${select.where.join(breaking(" AND ", indent))}`);
  if (select.groupBy !== undefined) lines.push(`GROUP BY ${select.groupBy}`);
  if (select.orderBy.length > 0) lines.push(`ORDER BY ${list(select.orderBy, indent)}`);
  if (select.limit !== undefined) lines.push(`LIMIT ${select.limit}`);
  if (select.offset !== undefined) lines.push(`OFFSET ${select.offset}`);
  return lines.join(`\n${indent}`);
}

function distinct(select: Select): string {
  if (select.distinct === undefined) return "";
  return select.distinct === "rows" ? "DISTINCT " : `DISTINCT ON (${select.distinct.join(", ")}) `;
}

function list(items: readonly string[], indent: string): string {
  const line = items.join(", ");
  if (line.length + indent.length <= width || indent.startsWith(inline)) return line;
  return `\n${indent}${step}${items.join(`,\n${indent}${step}`)}`;
}

const breaking = (separator: string, indent: string): string =>
  indent.startsWith(inline) ? separator : `\n${indent} ${separator}`;

function renderSource(source: Source, indent: string): string {
  switch (source.kind) {
    case "table":
      return source.sql;
    case "query":
      return parenthesised(source.query, indent);
    case "join": {
      const on = source.condition === undefined ? "" : ` ON ${source.condition}`;
      const right =
        source.right.kind === "join" ? `(${renderSource(source.right, indent)})` : renderSource(source.right, indent);
      return `${renderSource(source.left, indent)}\n${indent}${source.operator} ${right}${on}`;
    }
  }
}

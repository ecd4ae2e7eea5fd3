import type { Column, Scope } from "./expressions.ts";
import { literalsOf } from "./literals.ts";
import type { Queries } from "./queries.ts";
import { list, optional, type Tree, textOf, tree } from "./tree.ts";
import { isOrderable, type TypeText } from "./types.ts";

/** What stands behind FROM. */
export interface Relation {
  readonly tree: Tree;
  readonly columns: readonly Column[];
  /** Columns that together tell rows apart, or whose equal rows are equal in all; absent where there are none. */
  readonly total?: readonly string[] | undefined;
}

/** A relation whose rows are told apart by all of their columns, where they have an order. */
const alike = (of: Tree, columns: readonly Column[]): Relation => ({
  tree: of,
  columns,
  total: columns.every(({ type }) => isOrderable(type)) ? columns.map(({ text }) => text) : undefined,
});

/** Makes relations, and the clauses that know about them. */
export class Relations {
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** @param wanted - types of which columns would be good */
  any(depth: number, wanted: readonly TypeText[] = []): Relation {
    const { draw } = this.#queries;
    if (depth > 0 && draw.chance(0.06)) return this.#exploded(depth);
    return this.#joinable(depth, wanted);
  }

  /** What may stand on the left of JOIN. */
  #joinable(depth: number, wanted: readonly TypeText[] = []): Relation {
    const { draw } = this.#queries;
    if (depth <= 0 || draw.chance(0.55)) return this.#table(wanted);
    return draw.one([
      () => this.#join(depth),
      () => this.#join(depth),
      () => this.#using(),
      () => this.#derived(depth, wanted),
      () => this.#derived(depth, wanted),
      () => this.#values(),
      () => this.#lateral(depth),
      () => this.#range(),
    ])();
  }

  #table(wanted: readonly TypeText[]): Relation {
    const { draw, tables } = this.#queries;
    const fitting = tables.filter(({ columns }) => columns.some(({ type }) => type === wanted[0]));
    const { columns, name } = fitting.length > 0 && draw.chance(0.7) ? draw.one(fitting) : draw.one(tables);
    const alias = this.#queries.name("t");
    const own = columns.map((column) => ({ text: `${alias}.${column.name}`, type: column.type }));
    const relation = alike(tree("relation", `${name} AS ${alias}`), own);
    return columns[0]!.name === "id" ? { ...relation, total: [`${alias}.id`] } : relation;
  }

  #join(depth: number): Relation {
    const { draw, expressions } = this.#queries;
    const left = this.#joinable(depth - 1);
    const right = draw.chance(0.7)
      ? this.#table([])
      : draw.one([this.#derived(depth, []), this.#values(), this.#range()]);
    const columns = [...left.columns, ...right.columns];
    const kind = draw.one([
      "JOIN",
      "LEFT JOIN",
      "RIGHT JOIN",
      "FULL JOIN",
      "LEFT SEMI JOIN",
      "LEFT ANTI JOIN",
      "CROSS JOIN",
    ]);
    const equal = this.#equality(left.columns, right.columns);
    const other = expressions.of("boolean", { columns }, depth - 1);
    const condition = equal === undefined ? other : draw.chance(0.3) ? tree("boolean", equal, " AND ", other) : equal;
    const joined = kind === "CROSS JOIN" ? "" : tree("on", " ON ", condition);
    const whole = tree("relation", left.tree, ` ${kind} `, right.tree, joined);
    if (kind.startsWith("LEFT SEMI") || kind.startsWith("LEFT ANTI")) return { ...left, tree: whole };
    const total = left.total && right.total && [...left.total, ...right.total];
    return { tree: whole, columns, total };
  }

  /** A condition that columns of two sides are equal. */
  #equality(left: readonly Column[], right: readonly Column[]): Tree | undefined {
    const { draw } = this.#queries;
    const pairs = left.flatMap((a) =>
      isOrderable(a.type) ? right.filter((b) => b.type === a.type).map((b) => [a, b] as const) : [],
    );
    if (pairs.length === 0) return undefined;
    const [a, b] = draw.one(pairs);
    return { ...tree("boolean", `${a.text} ${draw.one(["=", "=", "=", "<=>"])} ${b.text}`), simplest: "true" };
  }

  #using(): Relation {
    const { draw, tables } = this.#queries;
    const keyed = tables.filter(({ columns }) => columns[0]!.name === "id");
    const [left, right] = [draw.one(keyed), draw.one(keyed)];
    const [a, b] = [this.#queries.name("t"), this.#queries.name("t")];
    const kind = draw.one(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
    const others = [[left, a] as const, [right, b] as const].flatMap(([table, alias]) =>
      table.columns.slice(1).map(({ name, type }) => ({ text: `${alias}.${name}`, type })),
    );
    return {
      tree: tree("relation", `${left.name} AS ${a} ${kind} ${right.name} AS ${b} USING (id)`),
      columns: [{ text: "id", type: "int" }, ...others],
      total: ["id"],
    };
  }

  #derived(depth: number, wanted: readonly TypeText[]): Relation {
    const { draw, tables } = this.#queries;
    const columns = draw.one(tables).columns.map(({ name, type }) => ({ text: name, type }));
    const inner = [...wanted, ...this.#queries.someTypes(columns)];
    const alias = this.#queries.name("q");
    const query = this.#queries.query(inner, depth - 1);
    return alike(
      tree("relation", "(", query, `) AS ${alias}`),
      inner.map((type, i) => ({ text: `${alias}.c${i + 1}`, type })),
    );
  }

  #exploded(depth: number): Relation {
    const { draw, expressions } = this.#queries;
    const from = this.any(depth - 1);
    const lists = from.columns.filter(({ type }) => type.startsWith("array<"));
    const type = lists.length > 0 ? draw.one(lists).type : draw.one(["array<int>", "array<string>"]);
    const [view, position, element] = [this.#queries.name("x"), this.#queries.name("p"), this.#queries.name("e")];
    const inside = expressions.of(type, { columns: from.columns }, depth - 1);
    const positions = draw.chance(0.5);
    const outer = draw.chance(0.4) ? "OUTER " : "";
    const call = positions ? "posexplode(" : "explode(";
    const names = positions ? `${position}, ${element}` : element;
    const made: Column[] = [
      ...(positions ? [{ text: position, type: "int" }] : []),
      { text: `${view}.${element}`, type: type.slice("array<".length, -1) },
    ];
    return {
      tree: tree("relation", from.tree, ` LATERAL VIEW ${outer}${call}`, inside, `) ${view} AS ${names}`),
      columns: [...from.columns, ...made],
      total: positions ? from.total && [...from.total, position] : undefined,
    };
  }

  #values(): Relation {
    const { draw } = this.#queries;
    const kinds = ["int", "bigint", "string", "double", "decimal", "date", "boolean", "timestamp"];
    const columns = Array.from({ length: draw.one([1, 2, 3]) }, () => draw.one(kinds));
    const alias = this.#queries.name("v");
    const row = () => tree("row", "(", columns.map((type) => draw.one(literalsOf(type))).join(", "), ")");
    const rows = list("rows", ", ", Array.from({ length: draw.one([1, 2, 3, 4]) }, row));
    const names = columns.map((_, i) => `a${i + 1}`);
    return alike(
      tree("relation", "(VALUES ", rows, `) AS ${alias}(${names.join(", ")})`),
      columns.map((type, i) => ({ text: `${alias}.${names[i]}`, type })),
    );
  }

  #range(): Relation {
    const { draw } = this.#queries;
    const alias = this.#queries.name("r");
    const bounds = draw.one(["5", "1, 4", "0, 10, 3", "3, 0, -1", "0"]);
    return alike(tree("relation", `range(${bounds}) AS ${alias}`), [{ text: `${alias}.id`, type: "bigint" }]);
  }

  #lateral(depth: number): Relation {
    const from = this.#joinable(depth - 1);
    const alias = this.#queries.name("q");
    const wanted = this.#queries.someTypes(from.columns).slice(0, 2);
    const query = this.#queries.query(wanted, depth - 1, {
      // Spark cannot join by maps, as it does for the columns that a query names of another.
      columns: from.columns.filter(({ type }) => isOrderable(type)),
    });
    const columns = wanted.map((type, i) => ({ text: `${alias}.c${i + 1}`, type }));
    const kind = this.#queries.draw.one([" JOIN LATERAL", " LEFT JOIN LATERAL"]);
    const on = kind.includes("LEFT") ? " ON true" : "";
    return {
      tree: tree("relation", from.tree, `${kind} (`, query, `) AS ${alias}${on}`),
      columns: [...from.columns, ...columns],
    };
  }

  /** A subquery that is an expression over the rows of another. */
  subquery(type: TypeText, outer: Scope): Tree | undefined {
    const { draw, expressions } = this.#queries;
    const from = this.any(1, [type]);
    const equal = draw.chance(0.6) ? this.#equality(from.columns, outer.columns) : undefined;
    const where = equal === undefined ? "" : optional("where", " WHERE ", equal);
    const inner = (of: TypeText) => expressions.of(of, { columns: from.columns }, 1);
    if (type === "boolean" && draw.chance(0.7)) {
      if (draw.chance(0.5))
        return tree(type, draw.one(["EXISTS", "NOT EXISTS"]), " (SELECT 1 FROM ", from.tree, where, ")");
      const of = draw.one(outer.columns.filter((column) => isOrderable(column.type)));
      const word = draw.one([" IN ", " IN ", " NOT IN "]);
      return tree(type, "(", of.text, word, "(SELECT ", inner(of.type), " FROM ", from.tree, where, "))");
    }
    if (!isOrderable(type)) return undefined;
    return tree(type, draw.one(["(SELECT max(", "(SELECT min("]), inner(type), ") FROM ", from.tree, where, ")");
  }

  /** GROUP BY, and what may stand above it. */
  groups({ columns }: Relation, depth: number): { readonly tree: Tree | string; readonly scope: Scope } {
    const { draw, expressions } = this.#queries;
    const rows: Scope = { columns };
    const possible = columns.filter(({ type }) => isOrderable(type));
    const count = draw.one([0, 1, 1, 1, 2, 2]);
    if (count === 0 || possible.length === 0) return { tree: "", scope: { columns: [], grouped: rows } };
    if (draw.chance(0.2)) return this.#groupingSets(possible, rows);
    const keys = Array.from({ length: count }, () => {
      const { text, type } = draw.one(possible);
      if (draw.chance(0.7)) return { text: tree("key", text), type };
      const made = expressions.of(type, rows, Math.min(depth - 1, 1));
      return { text: tree("key", made), type };
    });
    return {
      tree: tree(
        "group",
        " GROUP BY ",
        list(
          "keys",
          ", ",
          keys.map(({ text }) => text),
        ),
      ),
      scope: { columns: keys.map(({ text, type }) => ({ text: textOf(text), type })), grouped: rows },
    };
  }

  #groupingSets(possible: readonly Column[], rows: Scope): { readonly tree: Tree; readonly scope: Scope } {
    const { draw } = this.#queries;
    const keys = [...new Set([draw.one(possible), draw.one(possible)])];
    const texts = keys.map(({ text }) => text);
    const form = draw.one([
      `ROLLUP (${texts.join(", ")})`,
      `CUBE (${texts.join(", ")})`,
      `GROUPING SETS ((${texts.join(", ")}), (${texts[0]}), ())`,
    ]);
    const marks = [
      ...texts.map((text) => ({ text: `grouping(${text})`, type: "tinyint" })),
      { text: "grouping_id()", type: "bigint" },
    ];
    return { tree: tree("group", ` GROUP BY ${form}`), scope: { columns: [...keys, ...marks], grouped: rows } };
  }

  /** The window of a production. */
  over(kind: string, { columns, total = [] }: Relation): Tree {
    const { draw } = this.#queries;
    const possible = columns.filter(({ type }) => isOrderable(type));
    const partition = draw.chance(0.6) ? optional("partition", `PARTITION BY ${draw.one(possible).text} `) : "";
    const way = () => draw.one(["", "", " DESC", " NULLS LAST", " DESC NULLS FIRST"]);
    const keys = kind === "over" ? [draw.one(possible).text] : total;
    const order = tree("order", `ORDER BY ${keys.map((key) => `${key}${way()}`).join(", ")}`);
    const frame =
      kind === "frame" && draw.chance(0.7)
        ? optional(
            "frame",
            ` ROWS BETWEEN ${draw.one(["UNBOUNDED PRECEDING", "1 PRECEDING", "2 PRECEDING", "CURRENT ROW"])} AND ${draw.one(["CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING"])}`,
          )
        : "";
    return tree("window", "(", partition, order, frame, ")");
  }
}

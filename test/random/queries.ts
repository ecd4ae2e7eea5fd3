import { Draw } from "./draw.ts";
import { type Column, Expressions, type Scope } from "./expressions.ts";
import { Relations } from "./relations.ts";
import { list, optional, type Tree, tree } from "./tree.ts";
import { isOrderable, type TypeText, types } from "./types.ts";

/** A table or view that queries read. Its first column tells its rows apart. */
export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: TypeText }[];
}

/** The query of a seed. */
export function queryOf(seed: number, tables: readonly Table[]): Tree {
  return new Queries(new Draw(seed), tables).whole();
}

/** How a query is written: with groups, windows, or neither. */
type Form = "plain" | "grouped" | "windowed";

/** Makes queries at random. */
export class Queries {
  readonly draw: Draw;
  readonly tables: Table[];
  readonly expressions: Expressions;
  readonly #relations: Relations;
  #names = 0;

  constructor(draw: Draw, tables: readonly Table[]) {
    this.draw = draw;
    this.tables = [...tables];
    this.expressions = new Expressions(draw);
    this.#relations = new Relations(this);
  }

  /** A name that the query does not have yet. */
  name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  whole(): Tree {
    const { draw } = this;
    const ctes = draw.chance(0.12) ? this.#ctes() : "";
    const depth = draw.one([1, 1, 2, 2, 2, 3]);
    if (draw.chance(0.15)) return tree("query", ctes, this.#combined(this.#someTypes(), depth));
    return tree("query", ctes, this.#select(undefined, depth, { ordered: draw.chance(0.4), named: draw.chance(0.7) }));
  }

  /** A query whose columns have the types, and are called `c1`, `c2`, … */
  query(wanted: readonly TypeText[], depth: number, outer?: Scope): Tree {
    if (this.draw.chance(0.15) && outer === undefined) return this.#combined(wanted, depth);
    return tree("query", this.#select(wanted, depth, { ordered: false, named: true, outer }));
  }

  someTypes(columns: readonly Column[]): TypeText[] {
    const { draw } = this;
    return Array.from({ length: draw.one([1, 1, 2, 2, 3, 4]) }, () =>
      columns.length > 0 && draw.chance(0.85) ? draw.one(columns).type : draw.one(types),
    );
  }

  #someTypes(): TypeText[] {
    return this.someTypes(this.draw.one(this.tables).columns.map(({ name, type }) => ({ text: name, type })));
  }

  #ctes(): Tree {
    const { draw } = this;
    const made = Array.from({ length: draw.one([1, 1, 2]) }, () => {
      const name = this.name("w");
      const wanted = this.#someTypes();
      const query = this.query(wanted, 2);
      this.tables.push({ name, columns: wanted.map((type, i) => ({ name: `c${i + 1}`, type })) });
      return tree("cte", `${name} AS (`, query, ")");
    });
    return tree("ctes", "WITH ", list("ctes", ", ", made), " ");
  }

  /** A set operation. */
  #combined(wanted: readonly TypeText[], depth: number): Tree {
    const { draw } = this;
    const operators = wanted.every(isOrderable)
      ? ["UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"]
      : ["UNION ALL"];
    const side = () => tree("query", this.#select(wanted, depth - 1, { ordered: false, named: true }));
    const operator = draw.one(operators);
    const left = side();
    return tree("query", left, ` ${operator} `, side());
  }

  #select(
    given: readonly TypeText[] | undefined,
    depth: number,
    {
      named,
      ordered,
      outer,
    }: { readonly named: boolean; readonly ordered: boolean; readonly outer?: Scope | undefined },
  ): Tree {
    const { draw, expressions } = this;
    // What Spark refuses in correlated queries (aggregates, joins of some kinds) has rules of its own: see left-out.ts.
    const free = outer === undefined;
    const relation = this.#relations.any(free ? Math.min(depth, 2) : 0, given);
    const wanted = given ?? this.someTypes(relation.columns);
    const { total } = relation;
    const grouped = free && draw.chance(0.28);
    const form: Form = grouped ? "grouped" : free && total !== undefined && draw.chance(0.2) ? "windowed" : "plain";
    const rows: Scope = { columns: relation.columns };
    const asked: Scope = {
      columns: outer === undefined ? rows.columns : [...rows.columns, ...outer.columns],
      subquery: (type) => this.#relations.subquery(type, rows),
    };
    const filter = draw.chance(0.35)
      ? this.#clause("where", " WHERE ", expressions.of("boolean", asked, depth - 1))
      : "";
    const group = form === "grouped" ? this.#relations.groups(relation, depth) : undefined;
    const scope: Scope =
      group?.scope ?? (form === "windowed" ? { ...rows, over: (kind) => this.#relations.over(kind, relation) } : asked);
    const items = wanted.map((type, i) => {
      const expression = expressions.of(type, scope, depth);
      return named ? tree("item", expression, ` AS c${i + 1}`) : tree("item", expression);
    });
    const having =
      group !== undefined && draw.chance(0.25)
        ? this.#clause("having", " HAVING ", expressions.of("boolean", group.scope, depth - 1))
        : "";
    const distinct =
      form === "plain" && wanted.every(isOrderable) && draw.chance(0.1) ? optional("word", "DISTINCT ") : "";
    const order = ordered && wanted.every(isOrderable) ? this.#order(wanted.length) : "";
    const select = [tree("select", "SELECT ", distinct, list("items", ", ", items)), " FROM ", relation.tree];
    return tree("query", ...select, filter, group?.tree ?? "", having, order);
  }

  #clause(kind: string, word: string, condition: Tree): Tree {
    return optional(kind, word, condition);
  }

  /** An order by all columns, so that a limit always takes the same rows. */
  #order(columns: number): Tree {
    const { draw } = this;
    const keys = Array.from({ length: columns }, (_, i) =>
      tree("key", `${i + 1}`, draw.one(["", "", " DESC", " ASC NULLS LAST", " DESC NULLS FIRST"])),
    );
    const limit = draw.chance(0.4) ? optional("limit", ` LIMIT ${draw.one([1, 2, 3, 5])}`) : "";
    const offset = draw.chance(0.15) ? optional("limit", ` OFFSET ${draw.one([1, 2])}`) : "";
    return optional("order", " ORDER BY ", list("keys", ", ", keys), limit, offset);
  }
}

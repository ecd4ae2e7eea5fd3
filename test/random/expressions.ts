import type { Draw } from "./draw.ts";
import { constants, literalsOf, simplestOf } from "./literals.ts";
import { aggregates, type Production, scalars, windows } from "./productions.ts";
import { type Tree, tree } from "./tree.ts";
import { filled, type Letters, lettersOf, type TypeText, typesOf } from "./types.ts";

export interface Column {
  readonly text: string;
  readonly type: TypeText;
}

/** What an expression may be made of. */
export interface Scope {
  readonly columns: readonly Column[];
  /** In a query with groups: what arguments of aggregates are made of; `columns` are the keys then. */
  readonly grouped?: Scope | undefined;
  /** Makes what stands behind OVER. */
  readonly over?: ((kind: string) => Tree) | undefined;
  /** Makes a subquery that is an expression of the type, where there is one. */
  readonly subquery?: ((type: TypeText) => Tree | undefined) | undefined;
}

/** Makes expressions of given types at random. */
export class Expressions {
  readonly #draw: Draw;
  /** Whether expressions may be such as often fail. */
  readonly #risky: boolean;
  #names = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#risky = draw.chance(0.12);
  }

  /** @param depth - how many calls may stand in one another */
  of(type: TypeText, scope: Scope, depth: number): Tree {
    const draw = this.#draw;
    const subquery = depth > 0 && draw.chance(0.05) ? scope.subquery?.(type) : undefined;
    if (subquery !== undefined) return subquery;
    if (scope.over !== undefined && draw.chance(0.4)) {
      const made = this.#call(windows.of(type), type, { ...scope, grouped: undefined, over: scope.over }, depth);
      if (made !== undefined) return made;
    }
    if (scope.grouped !== undefined && draw.chance(depth > 0 ? 0.4 : 0.8)) {
      const made = this.#call(aggregates.of(type), type, scope.grouped, Math.max(depth, 1));
      if (made !== undefined) return made;
    }
    if (depth <= 0 || draw.chance(0.15)) return this.#leaf(type, scope);
    return this.#call(scalars.of(type), type, scope, depth) ?? this.#leaf(type, scope);
  }

  /** A column or a literal. */
  #leaf(type: TypeText, { columns }: Scope): Tree {
    const fitting = columns.filter((column) => column.type === type);
    const text =
      fitting.length > 0 && this.#draw.chance(0.85) ? this.#draw.one(fitting).text : this.#draw.one(literalsOf(type));
    return { ...tree(type, text), simplest: simplestOf(type) };
  }

  #call(from: readonly Production[], type: TypeText, scope: Scope, depth: number): Tree | undefined {
    const possible = from.filter(({ risky }) => this.#risky || !risky);
    if (possible.length === 0) return undefined;
    const { letters, pieces } = this.#draw.named(possible, ({ name }) => name);
    let known: Letters = letters;
    for (const letter of lettersOf(pieces.filter((_, i) => i % 2 === 1).join()))
      known = { [letter]: this.#free(letter, scope), ...known };
    const ofWindow = from === windows.of(type);
    // Spark takes no subqueries in functions with lambdas.
    const folds = pieces.some((piece) => /=>|->|array_sort\(/.test(piece));
    const inner: Scope = ofWindow ? { columns: scope.columns } : folds ? { ...scope, subquery: undefined } : scope;
    const parts = pieces.map((piece, i) =>
      i % 2 === 0 ? piece : this.#hole(piece, known, piece in WINDOWS ? scope : inner, depth - 1),
    );
    return { ...tree(type, ...parts), simplest: simplestOf(type) };
  }

  /** A type for a letter that the result leaves open: mostly one of which there are columns. */
  #free(letter: string, { columns }: Scope): TypeText {
    const possible = typesOf(letter);
    const present = columns.map(({ type }) => type).filter((type) => possible.includes(type));
    return present.length > 0 && this.#draw.chance(0.8) ? this.#draw.one(present) : this.#draw.one(possible);
  }

  #hole(hole: string, letters: Letters, scope: Scope, depth: number): Tree {
    if (hole in WINDOWS) return scope.over!(hole);
    if (hole.startsWith("@")) {
      const texts = constants[hole.slice(1)];
      if (texts === undefined) throw new Error(`there are no constants ${hole}`);
      return { ...tree(hole, this.#draw.one(texts)), simplest: texts[0]! };
    }
    const [parameters, body] = hole.split(" => ");
    if (body === undefined) return this.of(filled(hole, letters), scope, depth);
    const columns = parameters!.split(", ").map((parameter) => {
      this.#names += 1;
      return { text: `v${this.#names}`, type: filled(parameter, letters) };
    });
    const names = columns.map(({ text }) => text).join(", ");
    // Parameters count twice: a lambda without them is a constant.
    const inside = { columns: [...columns, ...columns, ...scope.columns] };
    return tree(
      "lambda",
      columns.length > 1 ? `(${names}) -> ` : `${names} -> `,
      this.of(filled(body, letters), inside, depth),
    );
  }
}

const WINDOWS = { over: true, total: true, frame: true };

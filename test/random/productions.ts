import { aggregateProductions, windowProductions } from "./group-productions.ts";
import { scalarProductions } from "./scalar-productions.ts";
import { type Letters, lettersOf, matched, type TypeText } from "./types.ts";

/** A form of expressions of one type. */
export interface Production {
  readonly name: string;
  /** Text, and in odd places what is in braces. */
  readonly pieces: readonly string[];
  readonly letters: Letters;
  readonly risky: boolean;
}

class Productions {
  readonly #all: readonly { readonly result: TypeText; readonly template: string }[];
  readonly #found = new Map<TypeText, readonly Production[]>();

  constructor(table: Readonly<Record<TypeText, readonly string[]>>) {
    this.#all = Object.entries(table).flatMap(([result, templates]) =>
      templates.map((template) => ({ result, template })),
    );
  }

  of(type: TypeText): readonly Production[] {
    let found = this.#found.get(type);
    if (found === undefined) {
      found = this.#all.flatMap(({ result, template }) => {
        const letters = matched(result, type);
        return letters === undefined ? [] : [production(template, result, letters)];
      });
      this.#found.set(type, found);
    }
    return found;
  }
}

function production(template: string, result: TypeText, letters: Letters): Production {
  const risky = template.startsWith("! ");
  // A letter of the result may stand outside of braces: CAST(… AS N).
  let text = risky ? template.slice(2) : template;
  for (const letter of lettersOf(result)) text = text.replace(` AS ${letter})`, ` AS ${letters[letter]})`);
  return { name: `${result}: ${template}`, pieces: text.split(/[{}]/), letters, risky };
}

export const scalars: Productions = new Productions(scalarProductions);
export const aggregates: Productions = new Productions(aggregateProductions);
export const windows: Productions = new Productions(windowProductions);

/** Macros of compiled SQL have this in front of their names. */
const prefix = "mr_";
const calls = /\bmr_\w+/g;

/**
 * Macros that connections define when a statement first names them. Making all of them costs as much as many a query, and most
 * queries use none.
 */
export class MacroLibrary {
  readonly #statements = new Map<string, string>();

  /** @param definitions - `CREATE OR REPLACE MACRO mr_name(…) AS …`, one for each name */
  constructor(definitions: readonly string[]) {
    for (const definition of definitions) {
      const name = /\bMACRO\s+(\w+)/.exec(definition)?.[1];
      if (name === undefined) throw new Error(`not a macro: ${definition.slice(0, 60)}`);
      // Of the connection, since a transaction may write to one database only, and another's new macros it does not see.
      this.#statements.set(name, definition.replace(/^CREATE OR REPLACE MACRO/, "CREATE OR REPLACE TEMP MACRO"));
    }
  }

  /**
   * Statements that define what `sql` needs and `defined` has not, each behind those it uses; adds their names to `defined`.
   */
  needed(sql: string, defined: Set<string>): string[] {
    if (!sql.includes(prefix)) return [];
    const statements: string[] = [];
    const visit = (text: string): void => {
      for (const [name] of text.matchAll(calls)) {
        const statement = this.#statements.get(name);
        if (statement === undefined || defined.has(name)) continue;
        defined.add(name);
        visit(statement);
        statements.push(statement);
      }
    };
    visit(sql);
    return statements;
  }
}

/** What begins at a place of an SQL text and ends as a whole: quoted text, a name in backticks, a comment. */
const wholes = /'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|`[^`]*`?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;

/** The statements of a text, which `;` separates. Those that hold nothing but spaces and comments are left out. */
export function splitStatements(text: string): string[] {
  const { statements, rest } = endedStatements(text);
  return rest === "" ? statements : [...statements, rest];
}

/** The statements of a text that have come to their `;`, and what stands behind the last of them. */
export function endedStatements(text: string): { readonly statements: string[]; readonly rest: string } {
  const statements: string[] = [];
  let start = 0;
  let isEmpty = true;
  let at = 0;
  const end = (): void => {
    if (!isEmpty) statements.push(text.slice(start, at).trim());
    start = at + 1;
    isEmpty = true;
  };
  while (at < text.length) {
    wholes.lastIndex = at;
    const whole = wholes.exec(text)?.[0];
    if (whole !== undefined) {
      isEmpty &&= /^(--|\/\*)/.test(whole);
      at += whole.length;
      continue;
    }
    const character = text[at]!;
    if (character === ";") end();
    else if (character.trim() !== "") isEmpty = false;
    at++;
  }
  return { statements, rest: isEmpty ? "" : text.slice(start).trim() };
}

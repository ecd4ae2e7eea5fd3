/** Names that a listing asks for: `*` for any text, `|` between alternatives, in any letter case. */
export function namePattern(pattern: string | undefined): RegExp {
  const alternatives = (pattern ?? "*").split("|").map((part) =>
    part
      .trim()
      .split("*")
      .map((text) => text.replace(/[.+?^${}()[\]\\]/g, "\\$&"))
      .join(".*"),
  );
  return new RegExp(`^(?:${alternatives.join("|")})$`, "i");
}

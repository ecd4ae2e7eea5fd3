import { type ProgramLoader, SourceError } from "../../common/index.ts";

/** What somebody typed, as JavaScript for the shell. */
export type TypedCode =
  | { readonly kind: "code"; readonly code: string }
  /** More has to come: a bracket or a text is open. */
  | { readonly kind: "unfinished"; readonly error: SourceError };

const importStatement = /^[ \t]*import\s+(type\s)?\s*(?:([\w$*{][^;"']*?)\s*from\s*)?("[^"\n]+"|'[^'\n]+')[ \t]*;?/gm;

/**
 * Turns TypeScript into JavaScript that node's shell can evaluate: without types, with imports as calls, and asynchronous. What is one
 * expression is awaited.
 *
 * @throws SourceError
 */
export function typedCode(source: string, { transform }: Pick<ProgramLoader, "transform">): TypedCode {
  const text = source.trim();
  if (text !== "" && !isDeclaration.test(text)) {
    const code = attempt(() => transform(`await (${text.replace(/;$/, "")}\n)`));
    if (code !== undefined) return { kind: "code", code };
  }
  // With an `await`, here of nothing that would be shown, the shell takes all that follows as asynchronous, and keeps the declarations.
  const whole = `await void 0;${text.replace(importStatement, asCall)}`;
  try {
    return { kind: "code", code: transform(whole) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const isOpen = error.offset >= whole.length || /^Unterminated (template|comment)/.test(error.message);
    if (isOpen) return { kind: "unfinished", error };
    throw error;
  }
}

/** In brackets these would be values without a name. */
const isDeclaration = /^(async\s+)?(function|class)\b/;

function attempt(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

/** An import statement as a declaration of what it names. */
function asCall(_statement: string, type: string | undefined, clause: string | undefined, from: string): string {
  if (type !== undefined) return "";
  if (clause === undefined) return `await import(${from});`;
  const [, first, rest] = /^(?:([\w$]+)\s*,?\s*)?([\s\S]*)$/.exec(clause.trim())!;
  const namespace = /^\*\s*as\s+([\w$]+)$/.exec(rest!)?.[1];
  const names = (/^\{([\s\S]*)\}$/.exec(rest!)?.[1] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => name.replace(/\s+as\s+/, ": "));
  const all = [...(first === undefined ? [] : [`default: ${first}`]), ...names];
  return [
    ...(namespace === undefined ? [] : [`const ${namespace} = await import(${from});`]),
    ...(all.length === 0 ? [] : [`const { ${all.join(", ")} } = await import(${from});`]),
  ].join(" ");
}

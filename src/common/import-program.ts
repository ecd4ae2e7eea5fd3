import { createRequire } from "node:module";
import { sparkError } from "./errors.ts";

/** Entry points that a program may import by name. */
const entryPoints = ["millrace", "millrace/client", "millrace/generator", "millrace/testing"];

/**
 * Loads a module of a user, TypeScript included, and gives its exports. `import … from "millrace"` in it, and in what it imports,
 * means this package, whether or not one is installed where the module lies: so there is one copy of it in the process.
 *
 * @param path - absolute path of the file
 * @throws SparkException PROGRAM_SYNTAX where the module, or one that it imports, is no TypeScript; what the module throws while it is loaded
 * @internal
 */
export async function importProgram(path: string): Promise<Record<string, unknown>> {
  return (await programLoader(import.meta.url)).import(path);
}

/** What {@link programLoader} gives. */
export interface ProgramLoader {
  /** Loads a module as {@link importProgram} does; names of packages and relative paths are as seen from the loader's place. */
  import(specifier: string): Promise<Record<string, unknown>>;
  /**
   * TypeScript as JavaScript. Dynamic imports in it become calls of `jitiImport`, which is to be {@link import}.
   *
   * @throws SourceError
   */
  transform(source: string): string;
}

/** A text that is no TypeScript. */
export class SourceError extends SyntaxError {
  /** Where it is wrong, from the start of the text; behind its end where something is missing. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Loads modules for code that lies at a place.
 *
 * @param place - path or address of a module, which need not be there
 * @internal
 */
export async function programLoader(place: string): Promise<ProgramLoader> {
  const { createJiti } = await import("jiti");
  const require = createRequire(import.meta.url);
  const alias = Object.fromEntries(entryPoints.map((name) => [name, require.resolve(name)]));
  const jiti = createJiti(place, { alias, interopDefault: false, moduleCache: false });
  return {
    async import(specifier) {
      try {
        return await jiti.import(specifier);
      } catch (error) {
        throw syntaxErrorOf(error) ?? error;
      }
    },
    transform(source) {
      const code = jiti.transform({ source, filename: "typed.ts", ts: true, async: true, interopDefault: false });
      // An error comes as a module that holds it.
      const error = /^exports\.__JITI_ERROR__ = (\{.*\})$/.exec(code)?.[1];
      if (error === undefined) return code;
      const { message, line, column } = JSON.parse(error) as { message: string; line: number; column: number };
      const before = source.split("\n").slice(0, line - 1);
      throw new SourceError(
        message.trim(),
        before.reduce((sum, { length }) => sum + length + 1, column),
      );
    },
  };
}

/** The loader tells of a text that it cannot read, and where it is, in its message alone. */
function syntaxErrorOf(error: unknown): Error | undefined {
  const text = error instanceof Error ? error.message : "";
  const [, message, path, line, column] = /^ParseError: (.*?)\.?\s*\n (.+):(\d+):(\d+)$/s.exec(text) ?? [];
  if (message === undefined || path === undefined || line === undefined || column === undefined) return undefined;
  // Columns come counted from 0; editors count from 1.
  const place = { path, line, column: String(Number(column) + 1) };
  return sparkError("PROGRAM_SYNTAX", { ...place, message }, { cause: error });
}

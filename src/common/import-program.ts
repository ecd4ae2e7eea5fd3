import { createRequire } from "node:module";

/** Entry points that a program may import by name. */
const entryPoints = ["millrace", "millrace/client", "millrace/generator", "millrace/testing"];

/**
 * Loads a module of a user, TypeScript included, and gives its exports. `import … from "millrace"` in it, and in what it imports,
 * means this package, whether or not one is installed where the module lies: so there is one copy of it in the process.
 *
 * @param path - absolute path of the file
 * @throws what the module throws while it is loaded
 * @internal
 */
export async function importProgram(path: string): Promise<Record<string, unknown>> {
  const { createJiti } = await import("jiti");
  const require = createRequire(import.meta.url);
  const alias = Object.fromEntries(entryPoints.map((name) => [name, require.resolve(name)]));
  return createJiti(import.meta.url, { alias, interopDefault: false, moduleCache: false }).import(path);
}

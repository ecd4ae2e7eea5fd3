// The layer table of ARCHITECTURE.md is the one place that says which folder may import which.
// `--write` makes the tsconfig files from it; `--check` fails where they differ, so `tsc -b` enforces the table (TS6307).
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const architecture = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const table = architecture.split("<!-- layers -->")[1];
if (table === undefined) throw new Error("ARCHITECTURE.md has no table between <!-- layers --> markers");

/** folder → the folders it may import, in the order of the table */
const layers = new Map(
  [...table.matchAll(/^\| `([\w/-]+)` *\|[^|]*\|([^|]*)\|$/gm)].map(([, folder, imports]) => [
    folder,
    [...imports.matchAll(/`([\w/-]+)`/g)].map(([, name]) => name),
  ]),
);

/** Compiler options that one folder needs otherwise. The code generated from .proto files has enums; pages run in a browser. */
const exceptions = {
  protocol: { erasableSyntaxOnly: false },
  dashboard: {
    module: "preserve",
    moduleResolution: "bundler",
    lib: ["es2023", "dom", "dom.iterable"],
    types: [],
    jsx: "react-jsx",
    jsxImportSource: "preact",
  },
};

const problems = [];
const wanted = new Map();
for (const [folder, imports] of layers) {
  const seen = [...layers.keys()].slice(0, [...layers.keys()].indexOf(folder));
  for (const name of imports)
    if (!seen.includes(name)) problems.push(`${folder} may not import ${name}: it stands below it`);
  const up = posix.relative(posix.join("src", folder), ".");
  wanted.set(join("src", folder, "tsconfig.json"), {
    extends: `${up}/tsconfig.base.json`,
    compilerOptions: {
      rootDir: ".",
      outDir: `${up}/build/${folder}`,
      tsBuildInfoFile: `${up}/build/${folder}/.tsbuildinfo`,
      ...exceptions[folder],
    },
    include: folder === "dashboard" ? ["**/*.ts", "**/*.tsx"] : ["**/*.ts"],
    exclude: ["**/*.test.ts", "**/*.test-d.ts"],
    references: imports.map((name) => ({ path: posix.relative(posix.join("src", folder), posix.join("src", name)) })),
  });
}
wanted.set("tsconfig.json", {
  files: [],
  references: [...layers.keys()].map((folder) => ({ path: `./src/${folder}` })),
});

const folders = (dir) =>
  readdirSync(join(root, dir), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => posix.join(dir, entry.name));
const actual = folders("src").flatMap((dir) => (dir === "src/engine" ? folders(dir) : [dir]));
for (const dir of actual) if (!layers.has(relative("src", dir))) problems.push(`${dir} is not in the layer table`);

for (const [file, config] of wanted) {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const path = join(root, file);
  if (process.argv.includes("--write")) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text)
    problems.push(`${file} differs from the layer table: npm run layers`);
}
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`layers: ${layers.size} folders agree with ARCHITECTURE.md`);

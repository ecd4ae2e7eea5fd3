// Makes `dist/` of what `tsc -b` has put into `build/`: one file for each entry point and chunks that they share. A process that loads ten
// files instead of a thousand starts in a third of the time, so the libraries that every session needs are taken in as well, with
// their licences beside them.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const bundled = ["@bufbuild/protobuf", "@connectrpc/connect", "apache-arrow", "flatbuffers", "tslib"];
const entries = {
  index: "entry/index",
  client: "entry/client",
  generator: "entry/generator",
  server: "entry/server",
  testing: "entry/testing",
  cli: "cli/main",
  // Loaded by path, in a thread of their own or by one.
  thread: "generator/thread",
  transaction: "generator/transaction",
};

const isBundled = (id) => bundled.some((name) => id === name || id.startsWith(`${name}/`));
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, "build", `${path}.js`)])),
  platform: "node",
  external: (id) => !/^[./]/.test(id) && !isBundled(id),
  resolve: { conditionNames: ["node", "import", "default"] },
});
// The dashboard's pages are Vite's to replace.
for (const name of existsSync(dist) ? readdirSync(dist) : [])
  if (name !== "dashboard") rmSync(join(dist, name), { recursive: true, force: true });
// Chunks lie beside the entry points, so that `new URL("./thread.js", import.meta.url)` holds wherever the code ends up.
await bundle.write({ dir: dist, format: "esm", chunkFileNames: "[name]-[hash].js" });
await bundle.close();

// Vite takes these into the dashboard's pages.
const inPages = [
  ...["preact", "@preact/signals", "@preact/signals-core", "uplot", "codemirror"],
  ...["autocomplete", "commands", "lang-sql", "language", "lint", "search", "state", "view"].map(
    (name) => `@codemirror/${name}`,
  ),
  ...["common", "highlight", "lr"].map((name) => `@lezer/${name}`),
  ...["@marijn/find-cluster-break", "crelt", "style-mod", "w3c-keyname"],
];
const licences = [...bundled, ...inPages].map((name) => {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = ["LICENSE.txt", "LICENSE", "CopyrightNotice.txt", "NOTICE.txt", "NOTICE"].flatMap((file) => {
    try {
      return [readFileSync(join(folder, file), "utf8").trim()];
    } catch {
      return [];
    }
  });
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
});
writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), `${licences.join(`\n\n${"=".repeat(80)}\n\n`)}\n`);

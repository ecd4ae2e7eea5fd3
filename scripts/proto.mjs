// Generates src/protocol/gen from src/protocol/proto; works offline. Commit what it writes.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const bin = (name) => join(root, "node_modules", ".bin", name);
const template = {
  version: "v2",
  plugins: [{ local: bin("protoc-gen-es"), out: "src/protocol/gen", opt: ["target=ts", "import_extension=ts"] }],
};

rmSync(join(root, "src/protocol/gen"), { recursive: true, force: true });
const { status, error } = spawnSync(
  bin("buf"),
  ["generate", "src/protocol/proto", "--template", JSON.stringify(template)],
  { cwd: root, stdio: "inherit" },
);
if (error) throw error;
process.exit(status ?? 1);

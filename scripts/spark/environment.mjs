// The Python environment with real Spark: found where it was made before, made where it is missing.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const common = ["grpcio", "grpcio-status", "googleapis-common-protos", "pandas", "pyarrow"];
const modules = ["pyspark", "grpc", "grpc_status", "google.rpc", "pandas", "pyarrow"];

/** Spark itself, with PySpark of its version. */
const spark = {
  name: "pyspark-4.3.0",
  version: "4.3.0",
  megabytes: 900,
  packages: ["pyspark==4.3.0", ...common, "zstandard"],
  modules: [...modules, "zstandard"],
};

/** The oldest PySpark that Spark 4 has, without a Spark. It knows pandas before 3 only. */
const oldClient = {
  name: "pyspark-client-4.0.4",
  version: "4.0.4",
  megabytes: 400,
  packages: ["pyspark-client==4.0.4", ...common.map((name) => (name === "pandas" ? "pandas<3" : name))],
  modules,
};

/** Servers that answer as AWS does, without Spark. */
const moto = {
  name: "moto-5.2.5",
  package: "moto",
  version: "5.2.5",
  megabytes: 150,
  packages: ["moto[server]==5.2.5"],
  modules: ["moto", "flask", "flask_cors"],
};

/** Something that this machine lacks, told with the way to get it. */
export class MissingError extends Error {}

const outputOf = (command, args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? `${stdout}${stderr}` : undefined;
};

/** A Python of version 3.10 or later that can make virtual environments. */
function findPython() {
  const found = [];
  const minors = [14, 13, 12, 11, 10].map((minor) => `python3.${minor}`);
  for (const name of [process.env.MILLRACE_PYTHON, "python3", ...minors, "python"].filter(Boolean)) {
    const version = outputOf(name, [
      "-c",
      "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])",
    ])?.trim();
    if (version === undefined) continue;
    const [major, minor] = version.split(".").map(Number);
    if (major === 3 && minor >= 10) return name;
    found.push(`${name} is ${version}`);
  }
  throw new MissingError(
    `Python 3.10 or later with its venv module is missing${found.length > 0 ? ` (${found.join(", ")})` : ""}. ` +
      "Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name one in MILLRACE_PYTHON.",
  );
}

/** The home of a Java that Spark runs on: JAVA_HOME, the one on the path, or one where systems put them. */
export function findJava() {
  const installed = ["/usr/lib/jvm", "/Library/Java/JavaVirtualMachines"].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, "Contents/Home")])
      : [],
  );
  const found = [];
  for (const home of [process.env.JAVA_HOME, undefined, ...installed]) {
    if (home === "") continue;
    const java = home === undefined ? "java" : join(home, "bin", "java");
    const text = outputOf(java, ["-XshowSettings:properties", "-version"]);
    const version = /java\.specification\.version = (\S+)/.exec(text ?? "")?.[1];
    if (version === "17" || version === "21") return /java\.home = (.+)/.exec(text)[1].trim();
    if (version !== undefined) found.push(`${java} is ${version}`);
  }
  throw new MissingError(
    `Java 17 is missing${found.length > 0 ? ` (${[...new Set(found)].join(", ")})` : ""}. ` +
      "Install it (Debian and Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk@17), and set JAVA_HOME where it is not found.",
  );
}

/** The Python with Spark 4.3. @param say - is told what takes long */
export const sparkPython = (say) => pythonOf(spark, say);

/** The Python with PySpark 4.0 as a client. @param say - is told what takes long */
export const oldClientPython = (say) => pythonOf(oldClient, say);

/** The Python with moto's server. @param say - is told what takes long */
export const motoPython = (say) => pythonOf(moto, say);

/** The Python of an environment. An install that was cut off is begun anew: the marker is the last that is written. */
function pythonOf(environment, say) {
  const { name, packages, modules, megabytes } = environment;
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "millrace", name);
  const python = join(folder, "bin", "python");
  const marker = join(folder, ".millrace-complete");
  const wanted = packages.join("\n");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted && isWhole(python, environment)) return python;
  if (!isWhole(python, environment)) {
    const base = findPython();
    say(`Making ${folder}: about ${megabytes} MB, this takes some minutes once.`);
    mkdirSync(folder, { recursive: true });
    run(base, ["-m", "venv", "--clear", folder]);
    run(python, ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", ...packages]);
    if (!isWhole(python, environment))
      throw new Error(`${folder} was made, but its Python cannot load ${modules.join(", ")}`);
  }
  writeFileSync(marker, wanted);
  return python;
}

/** Whether the environment has all packages, and the main one in the right version. */
function isWhole(python, { package: main = "pyspark", version, modules }) {
  if (!existsSync(python)) return false;
  const program = `import importlib.util as u, ${main}
print(${main}.__version__ == "${version}" and all(u.find_spec(name) for name in "${modules.join(" ")}".split()))`;
  return outputOf(python, ["-c", program])?.trim() === "True";
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}`);
}

import { sparkError } from "../../common/index.ts";

/** What an artifact is for, which the first folder of its name says. */
export type ArtifactKind = "cache" | "pyfiles" | "files" | "forward_to_fs";

/** The name of an artifact, taken apart. */
export interface ArtifactName {
  /** As the client writes it: `pyfiles/model.py`. */
  readonly full: string;
  readonly kind: ArtifactKind;
  /** What follows the first folder: `model.py`, a hash, or an absolute path for `forward_to_fs`. */
  readonly rest: string;
}

const sha256 = /^[0-9a-f]{64}$/;

/** Kinds that Spark has and this engine has no use for, with the way out. */
const refused: Readonly<Record<string, string>> = {
  jars: "There is no JVM to load it. Use SQL functions, or Python functions with spark.addArtifact(…, pyfile=True).",
  classes: "There is no JVM to load it. Use SQL functions, or Python functions with spark.addArtifact(…, pyfile=True).",
  archives: "Unpack it first and add its files: pyfile=True for modules, which may be a .zip, file=True for others.",
};

/**
 * Reads the name of an artifact.
 *
 * @throws SparkException `INVALID_ARTIFACT_PATH` for a name that leads out of its folder, `UNSUPPORTED_FEATURE.MILLRACE` for a kind that
 *   has no use here
 */
export function parseArtifactName(full: string): ArtifactName {
  const slash = full.indexOf("/");
  const kind = full.slice(0, Math.max(slash, 0));
  const rest = full.slice(slash + 1);
  const hint = refused[kind];
  if (hint !== undefined) throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature: `the artifact ${full}`, hint });
  if (!isKind(kind) || !isInside(kind === "forward_to_fs" ? rest.replace(/^\//, "") : rest))
    throw sparkError("INVALID_ARTIFACT_PATH", { name: full });
  if (kind === "cache" && !sha256.test(rest)) throw sparkError("INVALID_ARTIFACT_PATH", { name: full });
  return { full, kind, rest: kind === "forward_to_fs" ? `/${rest.replace(/^\//, "")}` : rest };
}

const isKind = (text: string): text is ArtifactKind =>
  text === "cache" || text === "pyfiles" || text === "files" || text === "forward_to_fs";

/** Whether a path stays below the folder that it starts from, on every system that may run the engine. */
const isInside = (path: string): boolean =>
  path !== "" && !/[\\\0]/.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");

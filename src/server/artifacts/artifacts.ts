import { linkSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sparkError } from "../../common/index.ts";
import type { Limits } from "../limits.ts";
import type { ArtifactName } from "./artifact-name.ts";
import { IncomingArtifact } from "./incoming-artifact.ts";

/** How much a client may leave with its session. */
export type ArtifactLimits = Pick<Limits, "artifactBytes" | "sessionArtifactBytes">;

interface Stored {
  readonly size: number;
  readonly hash: string;
}

/**
 * What a client has sent ahead of the plans that need it: local rows by their hash, files and modules for Python functions. It lies in
 * a folder of the session's own and goes with the session.
 */
export class Artifacts {
  readonly #limits: ArtifactLimits;
  readonly #stored = new Map<string, Stored>();
  #folder: string | undefined;
  #bytes = 0;
  #incoming = 0;

  constructor(limits: ArtifactLimits) {
    this.#limits = limits;
  }

  /** Whether there is an artifact of this name, such as `cache/<hash>`. */
  has(name: string): boolean {
    return this.#stored.has(name);
  }

  /** Reads the cached bytes of a hash; undefined where the client has sent none. */
  cached(hash: string): (() => Uint8Array) | undefined {
    const name = `cache/${hash}`;
    return this.has(name) ? () => readFileSync(join(this.#open(), name)) : undefined;
  }

  /** What has to be on Python's path for the session's functions: its folder of modules, and each module that is an archive. */
  get pythonPath(): string[] {
    const modules = [...this.#stored.keys()].filter((name) => name.startsWith("pyfiles/"));
    if (modules.length === 0) return [];
    const archives = modules.filter((name) => /\.(zip|egg)$/.test(name));
    return [join(this.#open(), "pyfiles"), ...archives.map((name) => join(this.#open(), name))];
  }

  /** The folder that `SparkFiles.get` looks into; undefined without files. */
  get filesFolder(): string | undefined {
    const hasFiles = [...this.#stored.keys()].some((name) => name.startsWith("files/"));
    return hasFiles ? join(this.#open(), "files") : undefined;
  }

  /** Begins to take an artifact; {@link keep} or {@link discard} ends it. */
  receive(name: ArtifactName): Promise<IncomingArtifact> {
    this.#incoming += 1;
    const path = join(this.#open(), "incoming", String(this.#incoming));
    return IncomingArtifact.create(name, path, (artifact, size, more) => this.#reserve(artifact, size, more));
  }

  /**
   * Makes sure that artifacts that have arrived whole can be kept under their names.
   *
   * @throws SparkException `ARTIFACT_ALREADY_EXISTS` where there is another one of a name
   */
  check(arrived: readonly IncomingArtifact[]): void {
    const hashes = new Map<string, string>();
    for (const { name, hash } of arrived) {
      const existing = this.#stored.get(name.full)?.hash ?? hashes.get(name.full);
      if (existing !== undefined && existing !== hash)
        throw sparkError("ARTIFACT_ALREADY_EXISTS", { normalizedRemoteRelativePath: name.full });
      hashes.set(name.full, hash);
    }
  }

  /** Keeps an artifact that was checked. */
  async keep({ name, path, size, hash }: IncomingArtifact): Promise<void> {
    const existing = this.#stored.get(name.full);
    const target = join(this.#open(), name.full);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    this.#bytes -= existing?.size ?? 0;
    this.#stored.set(name.full, { size, hash });
  }

  /** Forgets an artifact that is not kept. */
  async discard(artifact: IncomingArtifact): Promise<void> {
    this.#bytes -= artifact.size;
    await artifact.discard();
  }

  /** The same artifacts for a session that is cloned from this one. */
  clone(): Artifacts {
    const copy = new Artifacts(this.#limits);
    for (const [name, stored] of this.#stored) {
      const target = join(copy.#open(), name);
      mkdirSync(dirname(target), { recursive: true });
      linkSync(join(this.#open(), name), target);
      copy.#stored.set(name, stored);
      copy.#bytes += stored.size;
    }
    return copy;
  }

  /** Removes everything from the disk. */
  async close(): Promise<void> {
    const folder = this.#folder;
    this.#stored.clear();
    this.#bytes = 0;
    this.#folder = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  /** The session's folder, made when the first artifact comes. */
  #open(): string {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), "millrace-artifacts-"));
      mkdirSync(join(this.#folder, "incoming"));
    }
    return this.#folder;
  }

  #reserve(name: ArtifactName, size: number, more: number): void {
    const { artifactBytes, sessionArtifactBytes } = this.#limits;
    const exceeded = (limit: number, what: string) =>
      sparkError("LIMIT_EXCEEDED.ARTIFACTS", { name: name.full, limit: String(limit), what });
    if (size > artifactBytes) throw exceeded(artifactBytes, "one artifact");
    if (this.#bytes + more > sessionArtifactBytes) throw exceeded(sessionArtifactBytes, "all artifacts of a session");
    this.#bytes += more;
  }
}

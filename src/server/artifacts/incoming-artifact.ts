import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { sparkError } from "../../common/index.ts";
import type { AddArtifactsRequest_ArtifactChunk as ArtifactChunk } from "../../protocol/index.ts";
import type { ArtifactName } from "./artifact-name.ts";

/** Allows an artifact more bytes of its session's limits, or throws. */
export type Reserve = (name: ArtifactName, artifactBytes: number, moreBytes: number) => void;

/** An artifact on its way: what has arrived lies in a file, so memory holds one message at a time. */
export class IncomingArtifact {
  readonly name: ArtifactName;
  readonly path: string;
  readonly #file: FileHandle;
  readonly #reserve: Reserve;
  readonly #hash = createHash("sha256");
  #size = 0;
  #digest = "";
  #isIntact = true;

  private constructor(name: ArtifactName, path: string, file: FileHandle, reserve: Reserve) {
    this.name = name;
    this.path = path;
    this.#file = file;
    this.#reserve = reserve;
  }

  static async create(name: ArtifactName, path: string, reserve: Reserve): Promise<IncomingArtifact> {
    return new IncomingArtifact(name, path, await open(path, "wx", 0o600), reserve);
  }

  get size(): number {
    return this.#size;
  }

  /** The SHA-256 of the bytes, once they are complete. */
  get hash(): string {
    return this.#digest;
  }

  /** Whether every chunk had the checksum that came with it. */
  get isIntact(): boolean {
    return this.#isIntact;
  }

  /** @throws SparkException `LIMIT_EXCEEDED.ARTIFACTS` */
  async write({ data, crc }: ArtifactChunk): Promise<void> {
    if (BigInt(crc32(data)) !== crc) this.#isIntact = false;
    if (data.length === 0) return;
    this.#reserve(this.name, this.#size + data.length, data.length);
    this.#size += data.length;
    this.#hash.update(data);
    await this.#file.writeFile(data);
  }

  /**
   * The bytes are complete.
   *
   * @throws SparkException `ARTIFACT_HASH_MISMATCH` where a cached artifact is not what its name says
   */
  async finish(): Promise<void> {
    await this.#file.close();
    const hash = this.#hash.digest("hex");
    if (this.#isIntact && this.name.kind === "cache" && hash !== this.name.rest)
      throw sparkError("ARTIFACT_HASH_MISMATCH", { name: this.name.full, hash });
    this.#digest = hash;
  }

  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.path, { force: true });
  }
}

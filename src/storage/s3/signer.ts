import { createHash, createHmac } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import type { S3Client } from "./s3-client.ts";

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];
type Sha256 = NonNullable<SignerOptions["sha256"]>;

/** Signs requests to a service of AWS as the client's identity. */
export async function makeSigner(
  client: Pick<S3Client, "credentials">,
  options: Pick<SignerOptions, "service" | "region" | "uriEscapePath" | "applyChecksum">,
): Promise<SignatureV4> {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  return new SignatureV4({
    ...options,
    // The client's own provider, which renews temporary credentials before they end.
    credentials: () => client.credentials(),
    sha256: NodeSha256,
  });
}

/** Node's SHA-256 in the shape that the signer asks for. */
const NodeSha256: Sha256 = class {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toBytes(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error("a hash is used once");
  }
};

function toBytes(secret: unknown): string | Uint8Array {
  if (typeof secret === "string" || secret instanceof Uint8Array) return secret;
  if (secret instanceof ArrayBuffer) return new Uint8Array(secret);
  if (ArrayBuffer.isView(secret)) return new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
  throw new TypeError("the secret of an HMAC is text or bytes");
}

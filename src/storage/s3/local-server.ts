import type { S3Credentials } from "./options.ts";

/** A running {@link startLocalS3}. */
export interface LocalS3 {
  /** URL for {@link S3Options.endpoint}. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: S3Credentials;
  close(): Promise<void>;
}

/**
 * Starts an S3 server inside this process, on the loopback interface only: S3 without an account. It keeps objects in memory
 * and forgets them with {@link LocalS3.close}; it checks no signatures and has no conditional writes.
 *
 * @param options.port - default: any free one
 */
export async function startLocalS3(options: { readonly port?: number } = {}): Promise<LocalS3> {
  const { buildApp } = await import("fauxqs");
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    close: () => app.close(),
  };
}

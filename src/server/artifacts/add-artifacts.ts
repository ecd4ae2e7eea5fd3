import { readFile } from "node:fs/promises";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { sparkError } from "../../common/index.ts";
import type { AddArtifactsRequest, AddArtifactsResponseSchema } from "../../protocol/index.ts";
import type { ServerSession } from "../session.ts";
import { parseArtifactName } from "./artifact-name.ts";
import type { IncomingArtifact } from "./incoming-artifact.ts";

/** An artifact that comes in several messages, and what its first one announced. */
interface Chunked {
  readonly artifact: IncomingArtifact;
  readonly totalBytes: bigint;
  missingChunks: bigint;
}

/** Setting of Spark that allows `copyFromLocalToFs` to write on the server's own disk. */
const allowLocalDestination = "spark.sql.artifact.copyFromLocalToFs.allowDestLocal";

/**
 * Takes the artifacts of one call: all of them when the call has ended well, none when it fails. One whose checksum is wrong is not
 * kept, which the answer says.
 *
 * @param sessionOf - finds the session of a message
 * @throws SparkException `INVALID_ARTIFACT_PATH`, `ARTIFACT_ALREADY_EXISTS`, `ARTIFACT_HASH_MISMATCH`, `LIMIT_EXCEEDED.ARTIFACTS`, and
 *   `CONNECT_INVALID_PLAN.ASSERTION_FAILURE` for messages out of order
 */
export async function addArtifacts(
  requests: AsyncIterable<AddArtifactsRequest>,
  sessionOf: (request: AddArtifactsRequest) => ServerSession,
): Promise<MessageInitShape<typeof AddArtifactsResponseSchema>> {
  let session: ServerSession | undefined;
  const pending = new Set<IncomingArtifact>();
  const received: IncomingArtifact[] = [];
  let chunked: Chunked | undefined;

  const receive = async (owner: ServerSession, name: string): Promise<IncomingArtifact> => {
    const artifact = await owner.artifacts.receive(parseArtifactName(name));
    pending.add(artifact);
    received.push(artifact);
    return artifact;
  };
  const endChunked = () => {
    if (chunked === undefined) return;
    const { artifact, missingChunks, totalBytes } = chunked;
    if (missingChunks > 0n || BigInt(artifact.size) !== totalBytes)
      throw malformed(`the artifact ${artifact.name.full} is not as long as announced`);
    chunked = undefined;
  };

  try {
    for await (const request of requests) {
      const owner = sessionOf(request);
      session ??= owner;
      if (owner !== session) throw malformed("one call brings artifacts for two sessions");
      const { payload } = request;
      if (payload.case !== "chunk") endChunked();
      switch (payload.case) {
        case "batch":
          for (const { name, data } of payload.value.artifacts)
            await (await receive(owner, name)).write(required(data, name));
          break;
        case "beginChunk": {
          const { name, totalBytes, numChunks, initialChunk } = payload.value;
          const artifact = await receive(owner, name);
          chunked = { artifact, totalBytes, missingChunks: numChunks - 1n };
          await artifact.write(required(initialChunk, name));
          break;
        }
        case "chunk":
          if (chunked === undefined || chunked.missingChunks === 0n)
            throw malformed("a chunk comes that no artifact has announced");
          chunked.missingChunks -= 1n;
          await chunked.artifact.write(payload.value);
          break;
        case undefined:
          throw malformed("AddArtifactsRequest.payload is not set");
      }
    }
    endChunked();
    if (session === undefined) throw malformed("a call without artifacts");
    for (const artifact of received) await artifact.finish();
    const intact = received.filter((artifact) => artifact.isIntact);
    session.artifacts.check(intact);
    for (const artifact of intact) {
      if (artifact.name.kind === "forward_to_fs") await copyToFileSystem(session, artifact);
      else {
        await session.artifacts.keep(artifact);
        pending.delete(artifact);
      }
    }
    const artifacts = received.map(({ name, isIntact }) => ({ name: name.full, isCrcSuccessful: isIntact }));
    return { sessionId: session.id, serverSideSessionId: session.serverSideId, artifacts };
  } finally {
    for (const artifact of pending) await session?.artifacts.discard(artifact);
  }
}

/** `spark.copyFromLocalToFs`: the file goes to where paths of the session lead. */
async function copyToFileSystem(session: ServerSession, { name, path }: IncomingArtifact): Promise<void> {
  const { storage, key, path: target } = session.engine.fileSystems.resolve(name.rest);
  if (target.startsWith("file:") && session.settings.find(allowLocalDestination)?.toLowerCase() !== "true")
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `copyFromLocalToFs to the server's own disk (${name.rest})`,
      hint: `Copy into a mount, or start the engine with ${allowLocalDestination}=true.`,
    });
  await storage.put(key, await readFile(path));
}

function required<T>(chunk: T | undefined, name: string): T {
  if (chunk === undefined) throw malformed(`the artifact ${name} has no data`);
  return chunk;
}

const malformed = (message: string) => sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message });

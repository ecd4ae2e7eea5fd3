import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ArtifactStatusesRequest, ArtifactStatusesResponseSchema } from "../../protocol/index.ts";
import type { ServerSession } from "../session.ts";

/** Tells which artifacts need not be sent again. Only cached ones are asked for, as `cache/<hash>`. */
export function artifactStatus(
  { names }: ArtifactStatusesRequest,
  session: ServerSession,
): MessageInitShape<typeof ArtifactStatusesResponseSchema> {
  const statuses = names.map((name) => [name, { exists: name.startsWith("cache/") && session.artifacts.has(name) }]);
  return {
    sessionId: session.id,
    serverSideSessionId: session.serverSideId,
    statuses: Object.fromEntries(statuses) as Record<string, { exists: boolean }>,
  };
}

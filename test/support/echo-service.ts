import type { Service } from "../../src/listener/index.ts";

/** A service for tests of the network: says back what it got; sessions named `wait` and `big` do that. */
export class EchoService {
  /** Calls that have reached the service. */
  calls = 0;
  /** Why calls named `wait` were ended. */
  readonly ended: unknown[] = [];

  readonly service: Service = {
    analyzePlan: async ({ sessionId }, { signal }) => {
      this.calls++;
      if (sessionId === "wait") await this.#end(signal, false);
      return { sessionId };
    },
    executePlan: (request, { signal }) => this.#answers(request, signal),
    addArtifacts: async (requests) => {
      this.calls++;
      const artifacts: { name: string }[] = [];
      let bytes = 0;
      for await (const { payload } of requests) {
        if (payload.case !== "batch") continue;
        for (const { name, data } of payload.value.artifacts) {
          bytes += data?.data.length ?? 0;
          artifacts.push({ name });
        }
      }
      return { artifacts: [...artifacts, { name: `${bytes} bytes` }] };
    },
  };

  async *#answers({ sessionId, tags }: { sessionId: string; tags: string[] }, signal: AbortSignal) {
    this.calls++;
    for (const tag of tags) yield { responseId: tag };
    if (sessionId === "wait") await this.#end(signal, true);
    for (let batch = 0; sessionId === "big" && batch < 12; batch++) {
      const data = new Uint8Array(4 << 20);
      yield { responseType: { case: "arrowBatch" as const, value: { rowCount: 1n, data } } };
    }
  }

  /** Waits for the end of a call; one that does not obey goes on for ever. */
  #end(signal: AbortSignal, obey: boolean): Promise<void> {
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        this.ended.push(signal.reason);
        if (obey) resolve();
      });
    });
  }
}

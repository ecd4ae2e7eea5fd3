import { hostname } from "node:os";
import { randomId } from "../../common/index.ts";

/** The process that is making something. */
export interface Maker {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from another that had its number before. */
  readonly run: string;
}

/** This process. */
export const self: Maker = { host: hostname(), pid: process.pid, run: randomId() };

/** Whether a process still runs: nobody knows of other machines. */
export function fate({ host, pid, run }: Maker): "alive" | "gone" | "unknown" {
  if (host !== self.host) return "unknown";
  if (pid === self.pid) return run === self.run ? "alive" : "gone";
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    // A process of another user cannot be asked, but is there.
    return error instanceof Error && "code" in error && error.code === "ESRCH" ? "gone" : "alive";
  }
}

import type { Readable } from "node:stream";

/** Calls `tell` with each line that a process writes, its end included; what the last line lacks of its end comes at the end. */
export function lines(stream: Readable, tell: (line: string) => void): void {
  let open = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const parts = (open + text).split("\n");
    open = parts.pop() ?? "";
    for (const part of parts) tell(`${part}\n`);
  });
  stream.on("end", () => {
    if (open !== "") tell(`${open}\n`);
  });
}

import { PassThrough, Writable } from "node:stream";
import pc from "picocolors";
import type { Io } from "../../src/cli/index.ts";

/** Keeps what is written; a terminal of a size where one is given. */
class MemoryOutput extends Writable {
  text = "";
  readonly isTTY: boolean;
  columns?: number;
  rows?: number;

  constructor(size?: { readonly columns: number; readonly rows: number }) {
    super({ decodeStrings: false });
    this.isTTY = size !== undefined;
    if (size !== undefined) Object.assign(this, size);
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** The surroundings of a command in a test. */
export interface MemoryIo extends Io {
  readonly stdout: MemoryOutput;
  readonly stderr: MemoryOutput;
  readonly abort: AbortController;
}

export function memoryIo(
  options: { input?: string; terminal?: { columns: number; rows: number }; colors?: boolean } = {},
): MemoryIo {
  const stdin = new PassThrough();
  stdin.end(options.input ?? "");
  const abort = new AbortController();
  const output = () => new MemoryOutput(options.terminal);
  return {
    stdin,
    stdout: output(),
    stderr: output(),
    colors: pc.createColors(options.colors ?? false),
    signal: abort.signal,
    abort,
  };
}

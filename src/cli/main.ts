#!/usr/bin/env node
import { restoreTerminals } from "../terminal/index.ts";
import { processIo } from "./io.ts";
import { runCli } from "./program.ts";

// The first signal asks the command to end what it does; the second ends the process as if nobody had listened. `process.exit` would wait
// for the query that DuckDB is computing.
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (!interruption.signal.aborted) return interruption.abort(signal);
    restoreTerminals();
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
// Writes to a pipe whose reader has gone fail; the command that writes hears of it too.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await runCli(process.argv.slice(2), processIo(interruption.signal));

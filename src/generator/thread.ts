// Entry of a generator thread: loads the definition, then answers each slice with the content of its file.
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { importProgram } from "../common/index.ts";
import { type Batch, batchMaker, type Slice } from "./batches.ts";
import { invalidArgument } from "./field.ts";
import { Ledger } from "./ledger.ts";
import type { RecordDefinition } from "./record.ts";
import type { ThreadData } from "./threads.ts";

const data = workerData as ThreadData;
const port = parentPort!;

async function loadDefinition(): Promise<RecordDefinition<object>> {
  const loaded = await loadModule(data.module);
  for (const candidate of Object.values(loaded)) if (isWanted(candidate)) return candidate;
  throw invalidArgument("module", `a module that exports the record ${data.record}`, data.module);
}

async function loadModule(url: string): Promise<Record<string, unknown>> {
  if (!/\.[cm]?ts$/.test(url)) return (await import(url)) as Record<string, unknown>;
  return importProgram(fileURLToPath(url));
}

function isWanted(candidate: unknown): candidate is RecordDefinition<object> {
  const { name, schema } = (candidate ?? {}) as Partial<RecordDefinition<object>>;
  return name === data.record && schema?.json?.() === data.schema;
}

async function serve(): Promise<void> {
  const definition = await loadDefinition();
  const { ledger } = data;
  const make = batchMaker(
    definition.makerFor({ seed: data.seed, referenceDate: data.referenceDate }),
    data.lines,
    ledger && (() => new Ledger(definition, ledger)),
  );
  port.on("message", (slice: Slice) => {
    const batch: Batch = make(slice);
    port.postMessage(batch, [batch.bytes.buffer]);
  });
}

await serve();

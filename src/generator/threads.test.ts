import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { field, produce, record, type Target, transaction } from "./index.ts";

class MemoryTarget implements Target {
  readonly description = "memory";
  readonly texts: string[] = [];
  async put(name: string, bytes: Uint8Array): Promise<string> {
    this.texts.push(Buffer.from(bytes).toString());
    return name;
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-threads-"));
});
afterAll(() => rm(folder, { recursive: true }));

const options = { count: 2500, batchSize: 300, seed: 7, ledger: { by: "currency", sum: "amount" } } as const;

test("any number of threads makes the same files and the same ledger", async () => {
  const results = await Promise.all(
    [0, 1, 3].map(async (workers) => {
      const target = new MemoryTarget();
      const production = produce(transaction, target, { ...options, workers });
      const totals = await production.finish();
      return { texts: target.texts, totals, ledger: [...production.ledger!.entries] };
    }),
  );
  expect(results[0]!.totals).toMatchObject({ files: 9, records: 2500 });
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

const index = JSON.stringify(new URL("./index.ts", import.meta.url).pathname);
const order = record("order", { id: field.sequence(), note: field.string(({ faker }) => faker.lorem.word()) });

test("threads load definitions from a TypeScript module", async () => {
  const path = join(folder, "order.ts");
  await writeFile(
    path,
    `import { field, record } from ${index};
     export const unrelated: number = 1;
     export const order = record("order", { id: field.sequence(), note: field.string(({ faker }) => faker.lorem.word()) });`,
  );
  const [here, there] = [new MemoryTarget(), new MemoryTarget()];
  const given = { count: 20, batchSize: 5, seed: 1 };
  await produce(order, here, given).finish();
  await produce(order, there, { ...given, workers: 2, module: pathToFileURL(path) }).finish();
  expect(there.texts).toEqual(here.texts);
});

test("leaving the iteration ends threads that would go on for ever", async () => {
  const target = new MemoryTarget();
  let files = 0;
  for await (const _ of produce(transaction, target, { forever: true, batchSize: 10, workers: 2 }))
    if (++files === 5) break;
  expect(target.texts.length).toBe(5);
});

test("a module without the record, or that fails, ends the run with the reason", async () => {
  const [empty, failing] = [join(folder, "empty.mjs"), join(folder, "failing.mjs")];
  await writeFile(empty, "export const order = 1;");
  await writeFile(failing, "throw new Error('not today');");
  const run = (module: string): Promise<unknown> =>
    produce(order, new MemoryTarget(), { count: 5, workers: 1, module: pathToFileURL(module) }).finish();
  await expect(run(empty)).rejects.toThrow(/GENERATOR_WORKER_FAILED.*exports the record order/);
  await expect(run(failing)).rejects.toThrow(/GENERATOR_WORKER_FAILED.*not today/);
});

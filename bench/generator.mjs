// Records per second of the reference record (username, currency, amount), each way of making it beside Faker itself, in one run.
// `npm run build && node bench/generator.mjs [records]`; Python's Faker takes part where `python3 -m pip show faker` finds it, or
// the interpreter that MILLRACE_BENCH_PYTHON names.
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { faker } from "@faker-js/faker/locale/en";
import { produce, transaction } from "../dist/generator.js";

const currencies = ["GBP", "USD", "EUR"];
const sink = { description: "nowhere", put: async (name) => name };

/** Best of some runs: what else the machine does only ever slows a run down. */
async function recordsPerSecond(count, run, runs = 3) {
  let best = 0;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run(count);
    best = Math.max(best, (count / (performance.now() - start)) * 1000);
  }
  return best;
}

const fakerJs = (count) => {
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const record = {
      username: faker.internet.username(),
      currency: faker.helpers.arrayElement(currencies),
      amount: faker.number.int({ min: 100, max: 200_000 }),
    };
    bytes += Buffer.byteLength(`${JSON.stringify(record)}\n`);
  }
  return bytes;
};

const pythonFaker = `
import json, random, sys, time
from faker import Faker
fake, count = Faker(), int(sys.argv[1])
start = time.perf_counter()
for _ in range(count):
    json.dumps({"username": fake.user_name(), "currency": fake.random_element(("GBP", "USD", "EUR")), "amount": fake.random_int(100, 200000)})
print(count / (time.perf_counter() - start))
`;

function pythonRecordsPerSecond(count) {
  const python = process.env.MILLRACE_BENCH_PYTHON ?? "python3";
  try {
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return Number(execFileSync(python, ["-c", pythonFaker, String(count)], options));
  } catch {
    return undefined;
  }
}

/** Measures everything; rates in records per second. `python` is undefined where Python's Faker is not installed. */
export async function measureGenerator(records = 2_000_000) {
  const seeded = transaction.seed(1);
  const workers = availableParallelism();
  const bulk = (count, threads, ledger) =>
    produce(seeded, sink, { count, batchSize: 100_000, workers: threads, ...(ledger && { ledger }) }).finish();
  return {
    workers,
    rates: {
      "Python Faker + json": pythonRecordsPerSecond(20_000),
      "faker-js + JSON.stringify": await recordsPerSecond(records / 20, fakerJs),
      "create()": await recordsPerSecond(records / 4, (count) => {
        for (let i = 0; i < count; i++) seeded.create();
      }),
      "serialize()": await recordsPerSecond(records / 4, (count) => {
        for (let i = 0; i < count; i++) seeded.serialize();
      }),
      "ndjson(), one thread": await recordsPerSecond(records, (count) => {
        for (const _ of seeded.ndjson({ count }));
      }),
      "produce(), one thread": await recordsPerSecond(records, (count) => bulk(count, 0)),
      "produce() with ledger, one thread": await recordsPerSecond(records, (count) =>
        bulk(count, 0, { by: "currency", sum: "amount" }),
      ),
      [`produce(), ${workers} workers`]: await recordsPerSecond(records * 2, (count) => bulk(count, workers)),
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { rates } = await measureGenerator(Number(process.argv[2] ?? 2_000_000));
  const reference = rates["faker-js + JSON.stringify"];
  for (const [name, rate] of Object.entries(rates)) {
    const text =
      rate === undefined ? "not installed" : `${Math.round(rate).toLocaleString("en").padStart(12)} records/s`;
    const ratio = rate === undefined ? "" : `${(rate / reference).toFixed(2).padStart(8)} × faker-js`;
    console.log(`${name.padEnd(36)}${text}${ratio}`);
  }
}

// `npm run test:crash`: kills streams at every step of their batches and at random moments, starts them again from their checkpoints, and
// holds what they have written against an uninterrupted run and against the ledger of what went in.
//
// --kills N      end when so many processes were killed (default 1000) and every scenario has had its turn
// --minutes N    begin nothing new after so long (default 60)
// --seed N       what is drawn: input, steps, and how long to wait (default: from the clock; printed)
// --only a,b/s3  scenarios, with or without the storage
// --jobs N       processes at once (default: one for each core)
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildApp } from "fauxqs";
import { FileSystems } from "../../dist/generator.js";
import { batchSteps } from "../../dist/testing.js";
import { hashOf, makeInput, randomOf } from "./input.mjs";
import { scenarios } from "./scenarios.mjs";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    only: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    "per-episode": { type: "string", default: "25" },
  },
});
const wanted = Number(options.kills);
const killsPerEpisode = Number(options["per-episode"]);
const deadline = Date.now() + Number(options.minutes) * 60_000;
const program = fileURLToPath(new URL("stream.mjs", import.meta.url));
const bucket = "crash";
const root = mkdtempSync(join(tmpdir(), "millrace-crash-"));

const server = buildApp({ logger: false });
Object.assign(process.env, {
  AWS_ENDPOINT_URL: await server.listen({ host: "127.0.0.1", port: 0 }),
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
});
await fetch(`${process.env.AWS_ENDPOINT_URL}/${bucket}`, { method: "PUT" });
const fileSystems = new FileSystems();

async function put(path, bytes) {
  const { storage, key } = fileSystems.resolve(path);
  await storage.put(key, Buffer.from(bytes));
}

async function putInput(base, { clicks, payments }) {
  for (const [name, files] of Object.entries({ clicks, payments })) {
    for (const [index, rows] of files.entries()) {
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      await put(`${base}/${name}/part-${String(index).padStart(3, "0")}.json`, lines);
    }
  }
}

/** Runs the stream once. @returns how it ended, and what it said */
async function run(job, killAfterMs) {
  const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { errors: "" };
  child.stderr.on("data", (chunk) => {
    said.errors += chunk;
  });
  const exit = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  for await (const line of createInterface({ input: child.stdout })) {
    const [word] = line.split(" ", 1);
    said[word] = line.slice(word.length + 1);
    if (word === "READY" && killAfterMs !== undefined) sleep(killAfterMs).then(() => child.kill("SIGKILL"));
  }
  return { ...(await exit), said };
}

/** Steps that not every query comes to. */
const rareSteps = /:(staged|placed|logged|cleaned)$/;

/** What is to happen to the next process: a step at which it dies, a step and a log that is half written, or a moment. */
function drawFault(random, { steps = [] }, episode, round) {
  const whole = (below) => Math.floor(random() * below);
  const own = batchSteps.filter((step) => steps.includes(step) || !rareSteps.test(step));
  const kind = random();
  if (kind < 0.2) return { afterMs: whole(400) };
  if (kind < 0.3)
    return { step: random() < 0.3 ? "walCommit:after" : "commitOffsets:written", times: 1 + whole(2), torn: random() };
  // The steps come in turn, so that none is left out.
  return { step: own[(episode * 7 + round) % own.length], times: 1 + whole(3) };
}

/** As if the process had died while it wrote its last transaction. */
function tear(checkpoint, lengthBefore, share) {
  const log = join(checkpoint, "millrace.duckdb.wal");
  const length = existsSync(log) ? statSync(log).size : 0;
  if (length > lengthBefore) truncateSync(log, lengthBefore + Math.floor((length - lengthBefore) * share));
}

const figures = new Map();
/** How many processes died at each step, and at a moment. */
const killsAt = new Map();
let kills = 0;
const failures = [];
const tooLate = () => Date.now() > deadline;

function check(what, found, expected) {
  if (found === undefined || JSON.stringify(found) === JSON.stringify(expected)) return undefined;
  const [there, should] = [new Set(found), new Set(expected)];
  const missing = expected.filter((line) => !there.has(line));
  const extra = found.filter((line) => !should.has(line));
  const shown = (lines) => `${lines.length}${lines.length > 0 ? ` (${lines.slice(0, 3).join(" ")})` : ""}`;
  return `${what}: ${found.length} rows for ${expected.length}; missing ${shown(missing)}, not expected ${shown(extra)}`;
}

/** Files that readers must not meet: those of killed runs that nobody has cleared. */
function leftOvers(places) {
  if (places.output.startsWith("s3:") || !existsSync(places.output)) return [];
  return readdirSync(places.output).filter((name) => name.startsWith(".millrace"));
}

/** Input that is neither where it was nor in the archive. */
async function lostInput({ archive, base }, { clicks }) {
  const lost = [];
  for (const index of clicks.keys()) {
    const input = fileSystems.resolve(`${base}/clicks/part-${String(index).padStart(3, "0")}.json`);
    const places = [input, fileSystems.resolve(`${archive}/${input.key}`)];
    const found = await Promise.all(places.map(({ storage, key }) => storage.head(key)));
    if (found.every((entry) => entry === undefined)) lost.push(input.key);
  }
  return lost;
}

/** One checkpoint from its first batch to its last, with kills on the way. */
async function episode(name, storage, number) {
  const scenario = scenarios[name];
  const seed = hashOf(`${options.seed}/${name}/${storage}/${number}`);
  const random = randomOf(seed);
  const folder = join(root, `${name}-${storage}-${number}`);
  const input = makeInput(seed);
  const placesOf = (part) => {
    const local = join(folder, part);
    mkdirSync(local, { recursive: true });
    const data = storage === "s3" ? `s3://${bucket}/${name}-${number}/${part}` : local;
    const inputs = storage === "s3" ? `s3://${bucket}/${name}-${number}` : folder;
    const base = scenario.moves ? data : inputs;
    return {
      ...{ clicks: `${base}/clicks`, payments: `${base}/payments`, archive: `${data}/archive` },
      ...{ checkpoint: join(local, "checkpoint"), output: `${data}/output`, warehouse: join(local, "warehouse"), base },
    };
  };
  const problems = [];
  const steps = [];
  const expected = scenario.expected(input);
  const places = placesOf("killed");
  await putInput(places.base, input);
  for (let round = 0; ; round++) {
    const fault = round < killsPerEpisode && !tooLate() ? drawFault(random, scenario, number, round) : {};
    const { code, signal, said } = await run({ scenario: name, places, fault }, fault.afterMs);
    if (said.UNSUPPORTED !== undefined) return { unsupported: said.UNSUPPORTED };
    if (signal === "SIGKILL") {
      kills += 1;
      const at =
        fault.step === undefined ? "a random moment" : `${fault.step}${fault.torn === undefined ? "" : ", log torn"}`;
      killsAt.set(at, (killsAt.get(at) ?? 0) + 1);
      steps.push(fault.step === undefined ? `${fault.afterMs} ms` : `${fault.step} ${fault.times}`);
      if (fault.torn !== undefined) tear(places.checkpoint, Number(said.LOG ?? 0), fault.torn);
      continue;
    }
    if (code !== 0)
      problems.push(`ended with ${code ?? signal}: ${said.errors.trim().split("\n").slice(0, 12).join("\n")}`);
    else problems.push(check("against the ledger", JSON.parse(said.RESULT), expected));
    if (code === 0 && scenario.moves) {
      const lost = await lostInput(places, input);
      problems.push(lost.length > 0 && `neither archived nor left in place: ${lost.join(", ")}`);
    }
    if (code === 0) problems.push(leftOvers(places).length > 0 && `left over: ${leftOvers(places).join(", ")}`);
    break;
  }
  // The ledger has the last word; the run in peace says whether it is right.
  if (number === 0) {
    const peaceful = placesOf("whole");
    if (scenario.moves) await putInput(peaceful.base, input);
    const { code, said } = await run({ scenario: name, places: peaceful, fault: {} });
    if (code !== 0) problems.push(`uninterrupted: ended with ${code}: ${said.errors.trim()}`);
    else problems.push(check("uninterrupted, against the ledger", JSON.parse(said.RESULT), expected));
  }
  const told = problems.filter((problem) => problem);
  if (told.length === 0) rmSync(folder, { recursive: true, force: true });
  return { problems: told, steps, folder };
}

const turns = Object.keys(scenarios)
  .flatMap((name) => ["local", "s3"].map((storage) => ({ name, storage, number: 0 })))
  .filter(({ name, storage }) => {
    const only = options.only?.split(",");
    return only === undefined || only.some((each) => each === name || each === `${name}/${storage}`);
  });
console.log(`seed ${options.seed}, in ${root}`);

async function worker() {
  for (;;) {
    const turn = turns.shift();
    if (turn === undefined || tooLate()) return;
    const { name, storage, number } = turn;
    const { problems, steps, folder, unsupported } = await episode(name, storage, number);
    if (unsupported !== undefined) {
      console.log(`${name}/${storage}: not there yet: ${unsupported}`);
      continue;
    }
    const figure = figures.get(`${name}/${storage}`) ?? { episodes: 0, kills: 0, failed: 0 };
    figures.set(`${name}/${storage}`, figure);
    figure.episodes += 1;
    figure.kills += steps.length;
    if (problems.length > 0) {
      figure.failed += 1;
      failures.push(`${name}/${storage}`);
      console.log(
        `FAILED ${name}/${storage}, episode ${number}; again: npm run test:crash -- --seed ${options.seed} --only ${name}/${storage}`,
      );
      console.log(`  killed at ${steps.join(", ")}; its folder stays: ${folder}`);
      for (const problem of problems) console.log(`  ${problem}`);
    }
    if (kills < wanted) turns.push({ ...turn, number: number + 1 });
  }
}

const begun = Date.now();
const ticks = setInterval(() => console.log(`${kills} kills in ${Math.round((Date.now() - begun) / 1000)} s`), 60_000);
await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
clearInterval(ticks);
console.table(Object.fromEntries([...figures].sort()));
console.table(Object.fromEntries([...killsAt].sort()));
console.log(`${kills} kills in ${Math.round((Date.now() - begun) / 1000)} s, ${failures.length} failures`);
await server.close();
if (failures.length === 0) rmSync(root, { recursive: true, force: true });
process.exitCode = failures.length > 0 ? 1 : 0;

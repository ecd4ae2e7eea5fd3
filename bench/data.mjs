// Input of the reference jobs, made once in a folder and kept for the next run.
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileSystems, field, folderTarget, produce, record, transaction } from "../dist/generator.js";
import { StringType } from "../dist/index.js";

const files = new FileSystems();

/** `count` files with a record each. */
export async function tinyFiles(root, count) {
  return kept(root, `tiny-${count}`, (folder) =>
    produce(transaction, folderTarget(files.resolve(folder)), { count, seed: 1, concurrency: 8 }).finish(),
  );
}

/** 10 NDJSON files with `records / 10` records each. */
export async function largeFiles(root, records) {
  return kept(root, `large-${records}`, (folder) =>
    produce(transaction, folderTarget(files.resolve(folder)), {
      count: records,
      batchSize: records / 10,
      seed: 1,
    }).finish(),
  );
}

/** As {@link largeFiles}, with `users` different usernames. */
export async function manyUsers(root, records, users) {
  const definition = record("transaction", {
    username: field.custom(new StringType(), ({ random }) => `user_${random.below(users)}`),
    currency: field.oneOf(["GBP", "USD", "EUR"]),
    amount: field.long({ min: 100, max: 200_000 }),
  });
  return kept(root, `users-${records}-${users}`, (folder) =>
    produce(definition, folderTarget(files.resolve(folder)), {
      count: records,
      batchSize: records / 10,
      seed: 1,
    }).finish(),
  );
}

/**
 * 10 NDJSON files of events a minute and a half apart at their ends: `keys` keys, event times that grow with some disorder, ids of which every
 * one comes ten times.
 */
export async function events(root, records, keys) {
  return kept(root, `events-${records}-${keys}`, async (folder) => {
    const [perFile, spanMs] = [records / 10, 90_000];
    let state = 1;
    const below = (bound) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    const begin = Date.UTC(2024, 0, 1);
    for (let file = 0; file < 10; file++) {
      const lines = [];
      for (let index = 0; index < perFile; index++) {
        const at = begin + file * spanMs + Math.floor((index / perFile) * spanMs) + below(10_000);
        lines.push(`{"id":${below(records / 10)},"key":"key_${below(keys)}","at":"${new Date(at).toISOString()}"}\n`);
      }
      writeFileSync(join(folder, `part-${file}.json`), lines.join(""));
      // Seconds apart: streams take files in the order of their times.
      utimesSync(join(folder, `part-${file}.json`), 1_700_000_000 + file, 1_700_000_000 + file);
    }
  });
}

/**
 * Two folders, `shown` and `clicked`, of 10 NDJSON files each: `records` ids that both have once, a little out of order, the clicks up to
 * five seconds behind.
 */
export async function pairs(root, records) {
  return kept(root, `pairs-${records}`, async (folder) => {
    const perFile = records / 10;
    const begin = Date.UTC(2024, 0, 1);
    for (const [side, delayMs] of Object.entries({ shown: 0, clicked: 5_000 })) {
      mkdirSync(join(folder, side));
      for (let file = 0; file < 10; file++) {
        const lines = [];
        for (let index = 0; index < perFile; index++) {
          const place = file * perFile + index;
          const id = place - (place % 1000) + (((place % 1000) * (side === "shown" ? 387 : 611)) % 1000);
          const at = new Date(begin + id + ((id * 7919) % (delayMs + 1))).toISOString();
          lines.push(`{"id":${id},"at":"${at}","${side}":"${side}_${id % 977}"}\n`);
        }
        const path = join(folder, side, `part-${file}.json`);
        writeFileSync(path, lines.join(""));
        utimesSync(path, 1_700_000_000 + file, 1_700_000_000 + file);
      }
    }
  });
}

async function kept(root, name, make) {
  const folder = join(root, name);
  if (existsSync(join(folder, "..", `${name}.done`))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make(folder);
  writeFileSync(join(root, `${name}.done.tmp`), "");
  renameSync(join(root, `${name}.done.tmp`), join(root, `${name}.done`));
  return folder;
}

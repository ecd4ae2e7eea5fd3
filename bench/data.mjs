// Input of the reference jobs, made once in a folder and kept for the next run.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

import { listScripts } from "./aggregates/lists.ts";
import { csvScripts } from "./csv/index.ts";
import { datetimeScripts } from "./datetime/format-rows.ts";
import { cipherScripts } from "./hashes/cipher.ts";
import { digestScripts } from "./hashes/digests.ts";
import { hashScripts } from "./hashes/row-hash.ts";
import { jsonScripts } from "./json/at-path.ts";
import { randomScripts } from "./math/random.ts";
import { vectorScripts } from "./nested/vectors.ts";
import type { Script } from "./script.ts";
import { stringScripts } from "./strings/index.ts";
import { variantScripts } from "./variant/scripts.ts";

/** What compiled SQL calls and JavaScript computes; the database layer registers it once in each database. */
export const scripts: readonly Script[] = [
  ...hashScripts,
  ...digestScripts,
  ...cipherScripts,
  ...stringScripts,
  ...randomScripts,
  ...vectorScripts,
  ...listScripts,
  ...variantScripts,
  ...csvScripts,
  ...jsonScripts,
  ...datetimeScripts,
];

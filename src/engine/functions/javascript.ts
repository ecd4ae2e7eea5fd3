import type { DataType } from "../../types/index.ts";
import { cipherScripts } from "./hashes/cipher.ts";
import { digestScripts } from "./hashes/digests.ts";
import { hashScripts } from "./hashes/row-hash.ts";
import type { Script } from "./script.ts";

/** What compiled SQL calls and JavaScript computes; the database layer registers it once in each database. */
export const scripts: readonly Script<DataType>[] = [...hashScripts, ...digestScripts, ...cipherScripts];

import type { ScalarFunction } from "../../plan/index.ts";
import { ciphers } from "./cipher.ts";
import { digests } from "./digests.ts";
import { rowHashes } from "./row-hash.ts";

export const hashFunctions: readonly ScalarFunction[] = [...rowHashes, ...digests, ...ciphers];

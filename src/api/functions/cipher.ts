import type { Column } from "../column.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Ciphers and codes of authentication. */

/** The SHA-1 of bytes, in base 16. */
export const sha = (col: Arg): Column => invoke("sha", col);
/** What AES has encrypted. */
export const aesDecrypt = (input: Arg, key: Arg, mode?: Arg, padding?: Arg, aad?: Arg): Column =>
  invokeGiven("aes_decrypt", input, key, mode, padding, aad);
/** Bytes encrypted with AES. */
export const aesEncrypt = (input: Arg, key: Arg, mode?: Arg, padding?: Arg, iv?: Arg, aad?: Arg): Column =>
  invokeGiven("aes_encrypt", input, key, mode, padding, iv, aad);
/** What AES has encrypted; null where it cannot be read. */
export const tryAesDecrypt = (input: Arg, key: Arg, mode?: Arg, padding?: Arg, aad?: Arg): Column =>
  invokeGiven("try_aes_decrypt", input, key, mode, padding, aad);
/** A code that tells who has the key. */
export const hmac = (key: Arg, message: Arg, algorithm?: Arg): Column => invokeGiven("hmac", key, message, algorithm);

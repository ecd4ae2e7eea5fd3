import type { Column } from "../column.ts";
import type { Always, Call } from "../typing/expression.ts";
import type { ExprOf } from "../typing/row.ts";
import { type Arg, invoke, invokeGiven } from "./invoke.ts";

/** Ciphers and codes of authentication. */

/** The SHA-1 of bytes, in base 16. */
export const sha = <const A extends Arg>(col: A): Column<Call<string, [ExprOf<A>]>> => invoke("sha", col);
/** What AES has encrypted. */
export const aesDecrypt = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
>(
  input: A,
  key: B,
  mode?: C,
  padding?: D,
  aad?: E,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>]>> =>
  invokeGiven("aes_decrypt", input, key, mode, padding, aad);
/** Bytes encrypted with AES. */
export const aesEncrypt = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
  const F extends Arg = never,
>(
  input: A,
  key: B,
  mode?: C,
  padding?: D,
  iv?: E,
  aad?: F,
): Column<Call<Uint8Array, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>, ExprOf<F>]>> =>
  invokeGiven("aes_encrypt", input, key, mode, padding, iv, aad);
/** What AES has encrypted; null where it cannot be read. */
export const tryAesDecrypt = <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg = never,
  const D extends Arg = never,
  const E extends Arg = never,
>(
  input: A,
  key: B,
  mode?: C,
  padding?: D,
  aad?: E,
): Column<Always<Uint8Array | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>, ExprOf<D>, ExprOf<E>]>> =>
  invokeGiven("try_aes_decrypt", input, key, mode, padding, aad);
/** A code that tells who has the key. */
export const hmac = <const A extends Arg, const B extends Arg, const C extends Arg = never>(
  key: A,
  message: B,
  algorithm?: C,
): Column<Always<Uint8Array | null, [ExprOf<A>, ExprOf<B>, ExprOf<C>]>> => invokeGiven("hmac", key, message, algorithm);

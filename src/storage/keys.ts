import { sparkError } from "../common/index.ts";

/** Code units above which the order of UTF-16 (JavaScript's) and of UTF-8 bytes (S3's) part. */
const beyondSharedOrder = /[\ud800-\uffff]/;

/** Order of keys by their UTF-8 bytes, as S3 lists. */
export function compareKeys(a: string, b: string): number {
  if (beyondSharedOrder.test(a) && beyondSharedOrder.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts keys in place by their UTF-8 bytes. The built-in order is several times as fast, and right for almost all names. */
export function sortKeys(keys: string[]): string[] {
  return keys.some((key) => beyondSharedOrder.test(key)) ? keys.sort(compareKeys) : keys.sort();
}

/** Index of the first of the sorted keys that comes after `after`. */
export function firstAfter(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether everything below the directory `key` (which ends with `/`) comes before or at `after`. */
export function isBehind(key: string, after: string | undefined): boolean {
  return after !== undefined && compareKeys(key, after) < 0 && !after.startsWith(key);
}

/** The directory that a key is in, with `/` at its end; `""` for the root. */
export const parentOf = (key: string): string => key.slice(0, key.lastIndexOf("/", key.length - 2) + 1);

/** Last part of a key, without the `/` of a directory. */
export const nameOf = (key: string): string => key.slice(parentOf(key).length).replace(/\/$/, "");

/** A key in the form of a directory: `""` or with `/` at its end. */
export const asDirectory = (key: string): string => (key === "" || key.endsWith("/") ? key : `${key}/`);

/** Paths are resolved before they become keys, so a key that climbs is a defect or an attack. */
const climbs = /(?:^|\/)\.\.?(?:\/|$)/;

/** @throws INVALID_PATH for a key with `.` or `..` parts, or with the character NUL */
export function requireKey(key: string): string {
  if (climbs.test(key)) throw sparkError("INVALID_PATH", { path: key, reason: "a key has no . or .. parts" });
  if (key.includes("\0")) throw sparkError("INVALID_PATH", { path: key, reason: "it holds the character NUL" });
  return key;
}

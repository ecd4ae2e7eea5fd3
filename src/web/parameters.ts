import type { Context } from "hono";
import { sparkError } from "../common/index.ts";

/** Bounds of a number in a query string. */
interface Bounds {
  readonly absent: number;
  readonly least?: number;
  readonly most?: number;
}

/** A whole number of the query string; one beyond the most is the most. @throws SparkException DASHBOARD_REQUEST.INVALID */
export function wholeNumber(
  c: Context,
  name: string,
  { absent, least = 0, most = Number.MAX_SAFE_INTEGER }: Bounds,
): number {
  const text = c.req.query(name);
  if (text === undefined || text === "") return absent;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < least) throw invalid(name, `a whole number from ${least} on`, text);
  return Math.min(value, most);
}

/** `true` or `1`, else not. */
export const flag = (c: Context, name: string): boolean => /^(?:true|1)$/.test(c.req.query(name) ?? "");

/** A text that has to be there. @throws SparkException DASHBOARD_REQUEST.INVALID */
export function required(c: Context, name: string): string {
  const text = c.req.query(name);
  if (text === undefined || text === "") throw invalid(name, "a text", "nothing");
  return text;
}

export const invalid = (name: string, expected: string, value: string): Error =>
  sparkError("DASHBOARD_REQUEST.INVALID", { name, expected, value });

export const notFound = (what: string): Error => sparkError("DASHBOARD_REQUEST.NOT_FOUND", { what });

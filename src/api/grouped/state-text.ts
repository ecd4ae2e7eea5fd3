import { sparkError } from "../../common/index.ts";
import { Timestamp } from "../../types/index.ts";

/**
 * JavaScript values as text and back: JSON, in which what JSON does not have is an object with one field that names its kind. Equal values
 * have equal texts, whatever the order of their fields.
 *
 * @throws IllegalArgumentException `STATE_VALUE_NOT_STORABLE`
 */
export const stateText = (value: unknown): string => JSON.stringify(plain(value));

/** What {@link stateText} has written. */
export const stateValue = (text: string): unknown => revived(JSON.parse(text));

function plain(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { number: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { bigint: String(value) };
    case "object":
      return value === null ? null : plainObject(value);
    default:
      throw notStorable(typeof value);
  }
}

function plainObject(value: object): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Timestamp) return { timestamp: String(value.microseconds) };
  if (value instanceof Date) return { date: value.getTime() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (value instanceof Map) return { map: [...value].map(([key, item]) => [plain(key), plain(item)]) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notStorable(value.constructor.name);
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return {
    object: Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, plain(item)])),
  };
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== "object" || value === null) return value;
  const [[kind, content]] = Object.entries(value) as [[string, never]];
  switch (kind) {
    case "number":
      return Number(content);
    case "bigint":
      return BigInt(content);
    case "timestamp":
      return new Timestamp(BigInt(content));
    case "date":
      return new Date(content);
    case "bytes":
      return new Uint8Array(Buffer.from(content, "base64"));
    case "map":
      return new Map((content as [unknown, unknown][]).map(([key, item]) => [revived(key), revived(item)]));
    default:
      return Object.fromEntries(Object.entries(content).map(([name, item]) => [name, revived(item)]));
  }
}

const notStorable = (type: string): Error => sparkError("STATE_VALUE_NOT_STORABLE", { type });

import { type DataType, DayTimeIntervalType, YearMonthIntervalType } from "../../types/index.ts";
import type { LiteralExpression } from "../plan/index.ts";
import type { Parser } from "./parser.ts";

/** A unit of intervals: months or microseconds it stands for, and its field in the interval's type. */
interface Unit {
  readonly family: "yearMonth" | "dayTime";
  readonly field: number;
  readonly size: bigint;
}

const second = 1_000_000n;
const units: Readonly<Record<string, Unit>> = {
  YEAR: { family: "yearMonth", field: 0, size: 12n },
  MONTH: { family: "yearMonth", field: 1, size: 1n },
  WEEK: { family: "dayTime", field: 0, size: 7n * 86_400n * second },
  DAY: { family: "dayTime", field: 0, size: 86_400n * second },
  HOUR: { family: "dayTime", field: 1, size: 3_600n * second },
  MINUTE: { family: "dayTime", field: 2, size: 60n * second },
  SECOND: { family: "dayTime", field: 3, size: second },
  MILLISECOND: { family: "dayTime", field: 3, size: 1000n },
  MICROSECOND: { family: "dayTime", field: 3, size: 1n },
};

const unitNamed = (word: string): Unit | undefined => {
  const upper = word.toUpperCase();
  return units[upper] ?? (upper.endsWith("S") ? units[upper.slice(0, -1)] : undefined);
};

/** One `value unit` pair. */
interface Part {
  readonly value: string;
  readonly unit: Unit;
}

/** What is written between the fields of `'…' FROM TO TO`, by both fields. */
const spans: Readonly<
  Record<string, { readonly pattern: RegExp; readonly units: readonly string[]; readonly format: string }>
> = {
  "YEAR MONTH": { pattern: /^([+-]?)(\d+)-(\d+)$/, units: ["YEAR", "MONTH"], format: "[+|-]y-m" },
  "DAY HOUR": { pattern: /^([+-]?)(\d+) (\d{1,2})$/, units: ["DAY", "HOUR"], format: "[+|-]d h" },
  "DAY MINUTE": {
    pattern: /^([+-]?)(\d+) (\d{1,2}):(\d{1,2})$/,
    units: ["DAY", "HOUR", "MINUTE"],
    format: "[+|-]d h:m",
  },
  "DAY SECOND": {
    pattern: /^([+-]?)(\d+) (\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/,
    units: ["DAY", "HOUR", "MINUTE", "SECOND"],
    format: "[+|-]d h:m:s.n",
  },
  "HOUR MINUTE": { pattern: /^([+-]?)(\d+):(\d{1,2})$/, units: ["HOUR", "MINUTE"], format: "[+|-]h:m" },
  "HOUR SECOND": {
    pattern: /^([+-]?)(\d+):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/,
    units: ["HOUR", "MINUTE", "SECOND"],
    format: "[+|-]h:m:s.n",
  },
  "MINUTE SECOND": {
    pattern: /^([+-]?)(\d+):(\d{1,2}(?:\.\d{1,9})?)$/,
    units: ["MINUTE", "SECOND"],
    format: "[+|-]m:s.n",
  },
};
/** The largest value of a field that is not the first one. */
const fieldLimits: Readonly<Record<string, number>> = { MONTH: 11, HOUR: 23, MINUTE: 59, SECOND: 59.999999999 };

/** Whether `INTERVAL` begins a literal here; else it is a name. */
export function isIntervalLiteral({ tokens }: Parser): boolean {
  const first = tokens.peek(1);
  const value = first.key === "-" || first.key === "+" ? tokens.peek(2) : first;
  return value.kind === "number" || value.kind === "string";
}

/** `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 day'`; the next token is INTERVAL. */
export function intervalLiteral(parser: Parser): LiteralExpression {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.next();
  if (tokens.peek().kind === "string" && unitNamed(tokens.peek(1).key) === undefined) {
    const { text } = tokens.next();
    const parts = partsOfText(text);
    if (parts === undefined)
      throw tokens.invalid("INVALID_TYPED_LITERAL", { valueType: '"INTERVAL"', value: `'${text}'` }, from);
    return literalOf(parts, parser, from);
  }
  const parts: Part[] = [];
  do {
    const valueIndex = tokens.index;
    const sign = tokens.accept("-") ? "-" : "";
    if (sign === "") tokens.accept("+");
    const token = tokens.next();
    if (token.kind !== "number" && token.kind !== "string") throw tokens.unexpected(token);
    const unitToken = tokens.next();
    const unit = unitToken.kind === "word" ? unitNamed(unitToken.text) : undefined;
    if (unit === undefined) throw tokens.unexpected(unitToken);
    if (tokens.accept("TO")) {
      if (parts.length > 0) throw tokens.invalid("_LEGACY_ERROR_TEMP_0024", {}, from);
      if (token.kind !== "string") throw tokens.invalid("_LEGACY_ERROR_TEMP_0027", {}, valueIndex);
      const last = tokens.identifier().toUpperCase();
      if (startsPart(parser)) throw tokens.invalid("_LEGACY_ERROR_TEMP_0024", {}, from);
      return spanLiteral(sign, token.text, unitToken.key, last, parser, from);
    }
    const text = token.text.trim();
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text))
      throw tokens.invalid("_LEGACY_ERROR_TEMP_0026", { value: token.text }, valueIndex);
    parts.push({ value: sign === "-" ? negated(text) : text, unit });
  } while (startsPart(parser));
  return literalOf(parts, parser, from);
}

function startsPart({ tokens }: Parser): boolean {
  const ahead = tokens.is("-") || tokens.is("+") ? 1 : 0;
  const { kind } = tokens.peek(ahead);
  if (kind !== "number" && kind !== "string") return false;
  return tokens.peek(ahead + 1).kind === "word" && unitNamed(tokens.peek(ahead + 1).key) !== undefined;
}

const negated = (text: string): string => (text.startsWith("-") ? text.slice(1) : `-${text.replace(/^\+/, "")}`);

/** `1 day 2 hours`, also with `interval` before it. */
function partsOfText(text: string): Part[] | undefined {
  const body = text.trim().replace(/^interval\s+/i, "");
  const pair = /([+-]?)\s*(\d+\.?\d*|\.\d+)\s+([a-z]+)\s*/iy;
  const parts: Part[] = [];
  while (pair.lastIndex < body.length) {
    const match = pair.exec(body);
    const unit = match === null ? undefined : unitNamed(match[3]!);
    if (match === null || unit === undefined) return undefined;
    parts.push({ value: `${match[1] === "-" ? "-" : ""}${match[2]}`, unit });
  }
  return parts.length === 0 ? undefined : parts;
}

function literalOf(parts: readonly Part[], parser: Parser, from: number): LiteralExpression {
  const { tokens } = parser;
  const { family } = parts[0]!.unit;
  if (parts.some(({ unit }) => unit.family !== family)) {
    const { start, end } = tokens.spanFrom(from);
    throw tokens.invalid("_LEGACY_ERROR_TEMP_0029", { literal: tokens.text.slice(start, end) }, from);
  }
  const fields = parts.map(({ unit }) => unit.field);
  const total = parts.reduce((sum, part) => sum + amountOf(part, parser, from), 0n);
  return intervalOf(family, Math.min(...fields), Math.max(...fields), total, parser, from);
}

/** Only seconds and what is smaller than them may have a fraction. */
function amountOf({ value, unit }: Part, { tokens }: Parser, from: number): bigint {
  const [whole = "", fraction = ""] = value.replace(/^[+-]/, "").split(".");
  if (/[1-9]/.test(fraction) && unit.size !== second) {
    const { start, end } = tokens.spanFrom(from);
    const name = Object.entries(units).find(([, other]) => other === unit)![0];
    const parameters = { input: tokens.text.slice(start, end), unit: `'${name.toLowerCase()}'` };
    throw tokens.invalid("INVALID_INTERVAL_FORMAT.INVALID_FRACTION", parameters, from);
  }
  const micros = unit.size === second ? BigInt(fraction.slice(0, 6).padEnd(6, "0")) : 0n;
  const amount = BigInt(whole === "" ? "0" : whole) * unit.size + micros;
  return value.startsWith("-") ? -amount : amount;
}

function intervalOf(
  family: Unit["family"],
  start: number,
  end: number,
  total: bigint,
  { tokens }: Parser,
  from: number,
): LiteralExpression {
  const limit = family === "yearMonth" ? 1n << 31n : 1n << 63n;
  if (total < -limit || total >= limit) {
    const span = tokens.spanFrom(from);
    const input = tokens.text.slice(span.start, span.end);
    throw tokens.invalid("INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION", { input }, from);
  }
  const type: DataType =
    family === "yearMonth" ? new YearMonthIntervalType(start, end) : new DayTimeIntervalType(start, end);
  return { kind: "literal", type, value: family === "yearMonth" ? Number(total) : total };
}

/** `'1 02:03' DAY TO MINUTE`. */
function spanLiteral(
  sign: string,
  text: string,
  first: string,
  last: string,
  parser: Parser,
  from: number,
): LiteralExpression {
  const { tokens } = parser;
  const [start, end] = [first.replace(/S$/, ""), last.replace(/S$/, "")];
  const span = spans[`${start} ${end}`];
  if (span === undefined)
    throw tokens.invalid(
      "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION",
      { input: text, from: start.toLowerCase(), to: end.toLowerCase() },
      from,
    );
  const match = span.pattern.exec(text.trim());
  const values = match?.slice(2) ?? [];
  const fits = span.units.every((name, index) => index === 0 || Number(values[index]) <= fieldLimits[name]!);
  if (match !== null && !fits) {
    const interval = units[start]!.family === "yearMonth" ? "year-month" : "day-time";
    throw tokens.invalid("INVALID_INTERVAL_FORMAT.INTERVAL_PARSING", { input: text, interval }, from);
  }
  if (match === null) {
    const parameters = {
      intervalStr: units[start]!.family === "yearMonth" ? "year-month" : "day-time",
      supportedFormat: `\`${span.format}\``,
      typeName: `interval ${start.toLowerCase()} to ${end.toLowerCase()}`,
      input: text,
    };
    throw tokens.invalid("INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING", parameters, from);
  }
  const total = span.units.reduce(
    (sum, name, index) => sum + amountOf({ value: values[index]!, unit: units[name]! }, parser, from),
    0n,
  );
  const isNegative = (match[1] === "-") !== (sign === "-");
  return intervalOf(
    units[start]!.family,
    units[start]!.field,
    units[end]!.field,
    isNegative ? -total : total,
    parser,
    from,
  );
}

import { sparkError } from "../common/index.ts";
import { asDirectory, compareKeys, isBehind } from "./keys.ts";
import { type Entry, type ListOptions, listAll, type Storage } from "./storage.ts";

/** Options of {@link FileSystems.glob}. The filter is asked about matches only. */
export type GlobOptions = Omit<ListOptions, "recursive">;

/** One part of a pattern between two `/`. */
interface Part {
  /** What every match begins with; all of it where `regex` is undefined. */
  readonly literal: string;
  readonly regex: RegExp | undefined;
}

/** Whether a path holds wildcards, so that it names any number of files. */
export const isGlob = (path: string): boolean => /(?<!\\)(?:\\\\)*[*?[{]/.test(path);

/**
 * Tells whether a path, or a mere name, matches a pattern as a whole.
 *
 * @throws INVALID_GLOB
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const patterns = expandSlashedBraces(pattern).map((each) => partsOf(each, pattern));
  return (path) => {
    const names = path.split("/").filter((name) => name !== "");
    return patterns.some(
      (parts) =>
        parts.length === names.length &&
        parts.every(({ literal, regex }, at) => (regex === undefined ? literal === names[at] : regex.test(names[at]!))),
    );
  };
}

/** Entries whose keys match a pattern, in key order. @throws INVALID_GLOB */
export async function* globKeys(
  storage: Storage,
  pattern: string,
  options: GlobOptions,
): AsyncGenerator<readonly Entry[]> {
  const patterns = expandSlashedBraces(pattern);
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  for await (const page of patterns.length === 1
    ? walkParts(storage, patterns[0]!, options)
    : union(storage, patterns, options)) {
    if (left <= 0) return;
    yield page.length <= left ? page : page.slice(0, left);
    left -= page.length;
  }
}

/** Matches of several patterns, each once, in key order. */
async function* union(
  storage: Storage,
  patterns: readonly string[],
  options: GlobOptions,
): AsyncGenerator<readonly Entry[]> {
  const found = new Map<string, Entry>();
  for (const pattern of patterns) {
    for await (const page of walkParts(storage, pattern, options))
      for (const entry of page) found.set(entry.key, entry);
  }
  if (found.size > 0) yield [...found.values()].sort((a, b) => compareKeys(a.key, b.key));
}

function walkParts(storage: Storage, pattern: string, options: GlobOptions): AsyncGenerator<readonly Entry[]> {
  return walk(storage, "", partsOf(pattern, pattern), options);
}

/** @param written - the pattern as error messages name it */
function partsOf(pattern: string, written: string): Part[] {
  return pattern
    .split("/")
    .filter((part) => part !== "")
    .map((part) => compilePart(part, written));
}

async function* walk(
  storage: Storage,
  folder: string,
  parts: readonly Part[],
  options: GlobOptions,
): AsyncGenerator<readonly Entry[]> {
  const { after, filter, stat, signal } = options;
  // Parts without wildcards are passed in one step, so that only folders with matches are listed.
  const wild = parts.findIndex((part) => part.regex !== undefined);
  if (wild < 0) {
    const entry = await storage.head(folder + parts.map((part) => part.literal).join("/"), signal);
    if (entry === undefined || (after !== undefined && compareKeys(entry.key, after) <= 0)) return;
    if (filter === undefined || filter(entry.key)) yield [entry];
    return;
  }
  const base =
    folder +
    parts
      .slice(0, wild)
      .map((part) => `${part.literal}/`)
      .join("");
  const { literal, regex } = parts[wild]!;
  const rest = parts.slice(wild + 1);
  const matches = (key: string): boolean => regex!.test(key.slice(base.length).replace(/\/$/, ""));
  const common = { ...(stat === undefined ? {} : { stat }), ...(signal === undefined ? {} : { signal }) };
  if (rest.length === 0) {
    const wanted = (key: string): boolean => matches(key) && (filter === undefined || filter(key));
    yield* storage.list(base + literal, { ...common, ...(after === undefined ? {} : { after }), filter: wanted });
    return;
  }
  const folders = await listAll(storage, base + literal, {
    ...common,
    stat: false,
    filter: (key) => key.endsWith("/") && matches(key) && !isBehind(key, after),
  });
  for (const { key } of folders) yield* walk(storage, asDirectory(key), rest, options);
}

/** A part of a pattern as a regular expression over whole names. */
function compilePart(part: string, pattern: string): Part {
  const wrong = (reason: string) => sparkError("INVALID_GLOB", { pattern, reason });
  let source = "";
  let literal = "";
  let wild = false;
  let braces = 0;
  const add = (text: string): void => {
    source += text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    if (!wild) literal += text;
  };
  for (let at = 0; at < part.length; at++) {
    const char = part[at]!;
    if (char === "\\") {
      if (++at === part.length) throw wrong("it ends with a \\");
      add(part[at]!);
    } else if (char === "*" || char === "?") {
      wild = true;
      source += char === "*" ? ".*" : ".";
    } else if (char === "[") {
      wild = true;
      const { regex, end } = compileClass(part, at, wrong);
      source += regex;
      at = end;
    } else if (char === "{") {
      wild = true;
      braces++;
      source += "(?:";
    } else if (char === "}" && braces > 0) {
      braces--;
      source += ")";
    } else if (char === "," && braces > 0) source += "|";
    else add(char);
  }
  if (braces > 0) throw wrong("a { is not closed");
  return { literal, regex: wild ? new RegExp(`^${source}$`, "su") : undefined };
}

/** The characters between `[` and `]` as a class of a regular expression. */
function compileClass(part: string, start: number, wrong: (reason: string) => Error): { regex: string; end: number } {
  let at = start + 1;
  let regex = "[";
  if (part[at] === "^" || part[at] === "!") {
    regex += "^";
    at++;
  }
  const first = at;
  for (; at < part.length; at++) {
    let char = part[at]!;
    if (char === "]" && at > first) return { regex: `${regex}]`, end: at };
    if (char === "-" && at > first && part[at + 1] !== "]") {
      regex += "-";
      continue;
    }
    if (char === "\\") {
      char = part[++at] ?? "";
      if (char === "") break;
    }
    regex += /[\\^\-\][/]/.test(char) ? `\\${char}` : char;
  }
  throw wrong("a [ is not closed");
}

/** Alternatives that hold a `/` become patterns of their own: `{a/b,c}/d` is `a/b/d` and `c/d`. */
function expandSlashedBraces(pattern: string): string[] {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === "{") {
      const group = splitGroup(pattern, at);
      if (group === undefined) return [pattern];
      if (!group.alternatives.some((alternative) => alternative.includes("/"))) {
        at = group.end;
        continue;
      }
      const before = pattern.slice(0, at);
      const behind = pattern.slice(group.end + 1);
      return group.alternatives.flatMap((alternative) => expandSlashedBraces(before + alternative + behind));
    }
  }
  return [pattern];
}

function splitGroup(pattern: string, start: number): { alternatives: string[]; end: number } | undefined {
  const alternatives: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if ((char === "," && depth === 1) || (char === "}" && depth === 1)) {
      alternatives.push(pattern.slice(from, at));
      from = at + 1;
      if (char === "}") return { alternatives, end: at };
    } else if (char === "}") depth--;
  }
  return undefined;
}

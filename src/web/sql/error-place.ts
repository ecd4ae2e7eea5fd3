import { SparkException } from "../../common/index.ts";
import { apiError } from "../errors.ts";
import type { ApiError } from "../wire.ts";

/** Parameters of conditions that hold the name which is wrong. */
const names = ["objectName", "relationName", "routineName", "fieldName", "viewName", "tableName"] as const;

/**
 * An error of a statement as pages see it, with its place in the text. Errors of analysis may have none; where they name what they mean and the
 * text has that name once, it is there.
 */
export function statementError(error: unknown, text: string): ApiError {
  const told = apiError(error);
  if (told.start !== undefined) {
    const start = Math.min(told.start, text.length);
    return { ...told, start, stop: Math.min(Math.max(told.stop ?? start, start), text.length) };
  }
  const start = told.line === undefined ? nameIn(error, text) : offsetOf(text, told.line, told.position ?? 0);
  if (start === undefined) return told;
  const word = /^(?:`(?:[^`]|``)*`|\w+|\S)?/.exec(text.slice(start))![0];
  return { ...told, ...placeOf(text, start), start, stop: start + word.length };
}

/** Where the name is that an error complains of, if there is but one such. */
function nameIn(error: unknown, text: string): number | undefined {
  if (!(error instanceof SparkException)) return undefined;
  const given = names.map((name) => error.messageParameters[name]).find((name) => name !== undefined);
  const last = /(?:`((?:[^`]|``)+)`|(\w+))$/.exec(given ?? "");
  const name = last?.[1]?.replaceAll("``", "`") ?? last?.[2];
  if (name === undefined) return undefined;
  const word = new RegExp(`(?<![\\w'"])${name.replace(/[^\w]/g, "\\$&")}(?![\\w'"])`, "gi");
  const found = [...text.matchAll(word)];
  return found.length === 1 ? found[0]!.index : undefined;
}

/** @param line - one-based */
function offsetOf(text: string, line: number, position: number): number | undefined {
  const lines = text.split("\n");
  if (line > lines.length) return undefined;
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return Math.min(before + position, text.length);
}

function placeOf(text: string, offset: number): { readonly line: number; readonly position: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, position: before.at(-1)!.length };
}

import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Lines that are remembered. */
export const historySize = 1000;

/** Where a shell keeps what was typed: below `XDG_STATE_HOME`, else `~/.local/state`. */
export const historyFile = (name: string): string =>
  join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "millrace", name);

/** What was typed in earlier sessions, the newest first; nothing where there is no file yet. */
export async function readHistory(file: string): Promise<string[]> {
  try {
    return (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Keeps what was typed, for this user's eyes only: statements may hold secrets. */
export async function writeHistory(file: string, lines: readonly string[]): Promise<void> {
  await prepareHistory(file);
  await writeFile(file, `${lines.slice(0, historySize).join("\n")}\n`, { mode: 0o600 });
}

/** Makes the folder, and takes the file from the eyes of others where it is there. */
export async function prepareHistory(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await chmod(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

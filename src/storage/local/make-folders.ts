import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it. Node's own way of doing so never ends where a file system, such as `/proc`, refuses a new folder as
 * if the one above were missing.
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
    return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
  }
  await makeFolders(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Somebody else may make it as well.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

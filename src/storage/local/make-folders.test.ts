import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolders } from "./make-folders.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-folders-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("makeFolders", () => {
  it("makes what is missing, also when others make it at the same time", async () => {
    const path = join(folder, "a", "b", "c");
    await Promise.all([makeFolders(path), makeFolders(path), makeFolders(join(path, "d"))]);
    await makeFolders(path);
    expect(statSync(join(path, "d")).isDirectory()).toBe(true);
  });

  it("refuses what is a file, or lies below one", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(makeFolders(file)).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolders(join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it.skipIf(!existsSync("/proc/self"))("ends where a file system takes no folder", async () => {
    await expect(makeFolders("/proc/millrace/below")).rejects.toMatchObject({ code: "ENOENT" });
  });
});

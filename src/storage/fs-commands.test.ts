import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FileSystems, FsCommands, formatListing, type LocalS3, Mounts, startLocalS3 } from "./index.ts";

let server: LocalS3;
let folder: string;
let files: FileSystems;
let fs: FsCommands;
let run = 0;
beforeAll(async () => {
  server = await startLocalS3();
  folder = await realpath(await mkdtemp(join(tmpdir(), "millrace-fs-")));
});
beforeEach(async () => {
  const s3 = { endpoint: server.endpoint, credentials: server.credentials };
  files = new FileSystems({ mounts: new Mounts(), s3, workingFolder: folder });
  fs = new FsCommands(files);
  run++;
  await fs.mkdirs(`s3://bucket-${run}`);
  await fs.mkdirs(`local-${run}`);
  await fs.mount(`s3://bucket-${run}`, "/mnt/s3Data");
  await fs.mount(`local-${run}`, "/mnt/local");
});
afterAll(async () => {
  await files.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const names = async (path: string): Promise<string[]> => (await fs.ls(path)).map((info) => info.name);

describe.each(["/mnt/s3Data", "/mnt/local"])("commands on %s", (mount) => {
  it("put, ls, head, rm", async () => {
    expect(await fs.ls(mount)).toEqual([]);
    await fs.put(`${mount}/dir/b.txt`, "größe");
    await fs.put(`${mount}/a.txt`, Buffer.from([1, 2, 3]));
    const [a, dir] = await fs.ls(mount);
    expect(a).toMatchObject({ path: `dbfs:${mount}/a.txt`, name: "a.txt", size: 3 });
    expect(Math.abs(a!.modificationTime - Date.now())).toBeLessThan(60_000);
    expect(dir).toMatchObject({ path: `dbfs:${mount}/dir/`, name: "dir/", size: 0 });
    expect(await fs.ls(`dbfs:${mount}/dir/b.txt`)).toMatchObject([{ path: `dbfs:${mount}/dir/b.txt`, size: 7 }]);
    expect(await fs.head(`${mount}/dir/b.txt`)).toBe("größe");
    expect(await fs.head(`${mount}/dir/b.txt`, 3)).toBe("gr");
    await expect(fs.put(`${mount}/a.txt`, "x")).rejects.toMatchObject({ condition: "PATH_ALREADY_EXISTS" });
    await fs.put(`${mount}/a.txt`, "again", true);
    expect(await fs.head(`${mount}/a.txt`)).toBe("again");
    await expect(fs.head(`${mount}/dir`)).rejects.toMatchObject({ condition: "PATH_IS_DIRECTORY" });
    await expect(fs.head(`${mount}/none`)).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
    await expect(fs.ls(`${mount}/none`)).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
    await expect(fs.rm(`${mount}/dir`)).rejects.toMatchObject({ condition: "PATH_IS_DIRECTORY" });
    expect(await fs.rm(`${mount}/dir`, true)).toBe(true);
    expect(await fs.rm(`${mount}/dir`, true)).toBe(false);
    expect(await fs.rm(`${mount}/a.txt`)).toBe(true);
    await fs.mkdirs(`${mount}/empty`);
    expect(await names(mount)).toEqual(["empty/"]);
    expect(await names(`${mount}/empty`)).toEqual([]);
    expect(await fs.rm(`${mount}/empty`)).toBe(true);
    expect(await names(mount)).toEqual([]);
  });

  it("cp and mv files and folders, to the other store too", async () => {
    const other = mount === "/mnt/local" ? "/mnt/s3Data" : "/mnt/local";
    await fs.put(`${mount}/in/1`, "one");
    await fs.put(`${mount}/in/sub/2`, "two");
    await fs.cp(`${mount}/in/1`, `${mount}/copy`);
    await fs.cp(`${mount}/in/1`, `${mount}/into/`);
    await fs.cp(`${mount}/in/1`, `${mount}/into/x`);
    expect(await names(`${mount}/into`)).toEqual(["1", "x"]);
    await fs.mkdirs(`${mount}/there`);
    await fs.mv(`${mount}/copy`, `${mount}/there`);
    expect(await fs.head(`${mount}/there/copy`)).toBe("one");
    await expect(fs.cp(`${mount}/in`, `${other}/out`)).rejects.toMatchObject({ condition: "PATH_IS_DIRECTORY" });
    await expect(fs.cp(`${mount}/none`, `${other}/out`)).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
    await expect(fs.cp(`${mount}/in`, `${mount}/in/sub`, true)).rejects.toMatchObject({ condition: "INVALID_PATH" });
    await fs.cp(`${mount}/in`, `${other}/out`, true);
    expect(await fs.head(`${other}/out/sub/2`)).toBe("two");
    await fs.mv(`${mount}/in`, `${other}/moved`, true);
    expect(await fs.head(`${other}/moved/1`)).toBe("one");
    expect(await fs.head(`${other}/moved/sub/2`)).toBe("two");
    await expect(fs.ls(`${mount}/in`)).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
    await fs.mv(`${other}/out`, `${other}/renamed`, true);
    expect(await names(`${other}/renamed`)).toEqual(["1", "sub/"]);
    expect(await names(other)).toEqual(["moved/", "renamed/"]);
  });
});

it("copies into a mount itself", async () => {
  await fs.put("loose.txt", "x", true);
  await fs.cp("loose.txt", "/mnt/s3Data");
  expect(await fs.head("/mnt/s3Data/loose.txt")).toBe("x");
});

it("mounts, lists and unmounts by name", async () => {
  expect(fs.mounts()).toEqual([
    { mountPoint: "/mnt/local", source: `file:${folder}/local-${run}` },
    { mountPoint: "/mnt/s3Data", source: `s3://bucket-${run}` },
  ]);
  const listed = ["local/", "s3Data/"];
  expect(await names("/mnt")).toEqual(listed);
  expect(await names("dbfs:/mnt/")).toEqual(listed);
  expect(await fs.ls("dbfs:/")).toEqual([{ path: "dbfs:/mnt/", name: "mnt/", size: 0, modificationTime: 0 }]);
  await mkdir(join(folder, "second"), { recursive: true });
  await writeFile(join(folder, "second", "f"), "");
  expect(await fs.updateMount("second", "/mnt/local")).toBe(true);
  expect(await names("/mnt/local")).toEqual(["f"]);
  expect(fs.refreshMounts()).toBe(true);
  expect(fs.unmount("/mnt/local")).toBe(true);
  expect(fs.unmount("/mnt/s3Data")).toBe(true);
  expect(await fs.ls("dbfs:/mnt")).toEqual([]);
  await expect(fs.ls("dbfs:/mnt/local")).rejects.toMatchObject({ condition: "MOUNT_NOT_FOUND" });
  await expect(fs.mount("nothing-here", "/mnt/x")).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
  await expect(fs.mount("s3://no-such-bucket", "/mnt/x")).rejects.toMatchObject({ condition: "PATH_NOT_FOUND" });
  await expect(fs.rm("/", true)).rejects.toMatchObject({ condition: "INVALID_PATH" });
});

it("prints a listing as %fs ls does", async () => {
  await fs.put("/mnt/local/transaction_1", "12345678901");
  await fs.mkdirs("/mnt/local/z");
  for (const name of ["transaction_1", "z"]) await utimes(join(folder, `local-${run}`, name), 1000, 1_700_000_000);
  expect(formatListing(await fs.ls("/mnt/local")).split("\n")).toEqual([
    "+-------------------------------+---------------+------+------------------+",
    "| path                          | name          | size | modificationTime |",
    "+-------------------------------+---------------+------+------------------+",
    "| dbfs:/mnt/local/transaction_1 | transaction_1 |   11 |    1700000000000 |",
    "| dbfs:/mnt/local/z/            | z/            |    0 |    1700000000000 |",
    "+-------------------------------+---------------+------+------------------+",
  ]);
  expect(formatListing([]).split("\n")).toHaveLength(4);
});

import { Hono } from "hono";
import { sparkError } from "../common/index.ts";
import type { Entry, FileSystems, Location, MountInfo } from "../storage/index.ts";
import { required, wholeNumber } from "./parameters.ts";
import type { FileEntry, FileListing, FilePreview } from "./wire.ts";

/** Entries of a folder that are listed. */
const mostEntries = 1000;
/** Bytes of a file that are shown. */
const previewBytes = { absent: 16_384, least: 1, most: 1024 * 1024 } as const;

/** `/api/files`: what the mounts name, and the buckets that they lead to. */
export function fileRoutes(files: FileSystems): Hono {
  return new Hono()
    .get("/", async (c) => {
      const path = c.req.query("path") ?? "";
      return c.json((path === "" ? places(files) : await listing(files, path)) satisfies FileListing);
    })
    .get("/head", async (c) => {
      const bytes = wholeNumber(c, "bytes", previewBytes);
      return c.json((await preview(files, required(c, "path"), bytes)) satisfies FilePreview);
    });
}

function places({ mounts }: FileSystems): FileListing {
  mounts.refresh();
  const all = mounts.list();
  const folder = (path: string, name: string): FileEntry => ({
    path,
    name,
    isDirectory: true,
    size: 0,
    modified: null,
  });
  const entries = [
    ...all.map(({ mountPoint }) => folder(`dbfs:${mountPoint}/`, mountPoint)),
    ...bucketsOf(all).map((bucket) => folder(`${bucket}/`, bucket)),
  ];
  return { path: "", entries, truncated: false, mounts: all };
}

/** The buckets that mounts lead to, as `s3://name`. */
const bucketsOf = (mounts: readonly MountInfo[]): string[] => [
  ...new Set(mounts.flatMap(({ source }) => /^s3:\/\/[^/]+/.exec(source)?.[0] ?? [])),
];

async function listing(files: FileSystems, path: string): Promise<FileListing> {
  const location = locate(files, path);
  const folder = await entryOf(location);
  const entries: FileEntry[] = [];
  let truncated = false;
  if (!folder.isDirectory) entries.push(fileEntry(location, folder));
  else {
    pages: for await (const page of location.storage.list(folder.key)) {
      for (const entry of page) {
        truncated = entries.length === mostEntries;
        if (truncated) break pages;
        entries.push(fileEntry(location, entry));
      }
    }
  }
  return { path: location.path, entries, truncated, mounts: [] };
}

async function preview(files: FileSystems, path: string, most: number): Promise<FilePreview> {
  const location = locate(files, path);
  const file = await entryOf(location);
  if (file.isDirectory) throw sparkError("PATH_IS_DIRECTORY", { path: location.path, operation: "the preview" });
  const bytes = await location.storage.get(file.key, { range: { start: 0, end: most } });
  const truncated = bytes.length < file.size;
  const isText = !bytes.includes(0);
  // A character that is cut in two is left out.
  const text = isText ? new TextDecoder().decode(bytes, { stream: truncated }) : "";
  return { path: location.path, size: file.size, isText, text, truncated };
}

/** The place of a path that may be looked at. @throws SparkException DASHBOARD_REQUEST.FORBIDDEN; MOUNT_NOT_FOUND, PATH_OUTSIDE_MOUNT */
export function locate(files: FileSystems, path: string): Location {
  // Another process may have mounted something since.
  files.mounts.refresh();
  const [, bucket] = /^s3[an]?:\/\/([^/]+)/.exec(path) ?? [];
  // Without the scheme, a path below /mnt that is no mount would be a folder of this machine.
  const inMount = path.replace(/^\/mnt\//, "dbfs:/mnt/");
  const isBucket = bucket !== undefined && bucketsOf(files.mounts.list()).includes(`s3://${bucket}`);
  if (!isBucket && !inMount.startsWith("dbfs:/mnt/"))
    throw sparkError("DASHBOARD_REQUEST.FORBIDDEN", { reason: `${path} is not in a mount` });
  return files.resolve(inMount);
}

async function entryOf({ storage, key, path }: Location): Promise<Entry> {
  const entry = await storage.head(key);
  if (entry === undefined) throw sparkError("PATH_NOT_FOUND", { path });
  return entry;
}

function fileEntry(location: Location, { key, isDirectory, size, modified }: Entry): FileEntry {
  const path = location.pathOf(key);
  const name = path.replace(/\/$/, "").split("/").at(-1)!;
  return { path, name: isDirectory ? `${name}/` : name, isDirectory, size, modified: modified === 0 ? null : modified };
}

import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { sparkError } from "../common/index.ts";
import { contentPolicy } from "./guard.ts";
import { notFound } from "./parameters.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Compressed forms that may lie beside a file, the best first. */
const encodings = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/** A file that the build has named by what is in it never changes. */
const isHashed = (path: string): boolean => /-[\w-]{8,}\.\w+$/.test(path);

/** The files of the pages. Whatever else is asked for is a view of the one page. @param folder - where the build has put them */
export function pageRoutes(folder: string): Hono {
  return new Hono().get("/*", async (c) => {
    const { pathname } = new URL(c.req.url);
    if (extname(pathname) === "") return indexPage(c, folder);
    return file(c, folder, pathname);
  });
}

async function indexPage(c: Context, folder: string): Promise<Response> {
  const path = join(folder, "index.html");
  const html = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "ENOENT" ? sparkError("DASHBOARD_REQUEST.NOT_BUILT", { path }, { cause }) : cause;
  });
  const nonce = randomBytes(16).toString("base64url");
  c.header("Content-Security-Policy", contentPolicy({ nonce }));
  c.header("Cache-Control", "no-cache");
  return c.html(html.replaceAll("%NONCE%", nonce));
}

async function file(c: Context, folder: string, pathname: string): Promise<Response> {
  const type = types[extname(pathname)];
  // Names as a build makes them: nothing that climbs or hides.
  const isPlain = /^(?:\/[\w-][\w.-]*)+$/.test(pathname) && !pathname.includes("..");
  const found =
    type !== undefined && isPlain ? await smallest(join(folder, pathname), c.req.header("accept-encoding")) : undefined;
  if (found === undefined) throw notFound(`file ${pathname}`);
  return c.body(Readable.toWeb(createReadStream(found.path)) as ReadableStream<Uint8Array>, 200, {
    "Content-Type": type!,
    "Content-Length": String(found.size),
    "Cache-Control": isHashed(pathname) ? "public, max-age=31536000, immutable" : "no-cache",
    Vary: "Accept-Encoding",
    ...(found.encoding !== undefined && { "Content-Encoding": found.encoding }),
  });
}

interface Found {
  readonly path: string;
  readonly size: number;
  readonly encoding?: string;
}

/** A file, or what lies beside it in an encoding that the browser takes. */
async function smallest(path: string, accepted = ""): Promise<Found | undefined> {
  const taken = new Set(accepted.split(",").map((name) => name.split(";")[0]!.trim()));
  for (const [encoding, extension] of encodings) {
    const size = taken.has(encoding) ? await sizeOf(path + extension) : undefined;
    if (size !== undefined) return { path: path + extension, size, encoding };
  }
  const size = await sizeOf(path);
  return size === undefined ? undefined : { path, size };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

import { sparkError } from "../common/index.ts";

/** A path taken apart, before mounts are looked at. */
export type ParsedPath =
  /** `/data/a`, `data/a`, `file:/data/a`: `path` as the machine knows it, relative ones unchanged. `explicit`: with `file:`. */
  | { readonly scheme: "file"; readonly path: string; readonly explicit: boolean }
  /** `s3://bucket/key`, `s3a://…`, `s3n://…`: `path` begins with `/`. */
  | { readonly scheme: "s3"; readonly bucket: string; readonly path: string; readonly written: string }
  /** `dbfs:/mnt/x`: `path` begins with `/`. */
  | { readonly scheme: "dbfs"; readonly path: string };

/**
 * Takes a path apart as Hadoop does: nothing is percent-decoded, so `%2e%2e` is a name and not a way up.
 *
 * @throws INVALID_PATH, FAILED_READ_FILE.UNSUPPORTED_FILE_SYSTEM
 */
export function parsePath(text: string): ParsedPath {
  if (text === "") throw sparkError("INVALID_PATH", { path: '""', reason: "it is empty" });
  if (text.includes("\0"))
    throw sparkError("INVALID_PATH", { path: withoutSecrets(text), reason: "it holds the character NUL" });
  // A single letter is a Windows drive, and a scheme comes before any `/`.
  const match = /^([A-Za-z][A-Za-z0-9+.-]+):(.*)$/s.exec(text);
  if (match === null) return { scheme: "file", path: text, explicit: false };
  const written = match[1]!.toLowerCase();
  const { authority, path } = splitAuthority(match[2]!);
  switch (written) {
    case "file":
      if (authority !== "" && authority !== "localhost") {
        throw sparkError("INVALID_PATH", {
          path: withoutSecrets(text),
          reason: "a file: path names no host; write file:/… or file:///…",
        });
      }
      if (!path.startsWith("/")) throw sparkError("INVALID_PATH", { path: text, reason: "a file: path is absolute" });
      return { scheme: "file", path, explicit: true };
    case "dbfs":
      return { scheme: "dbfs", path: path.startsWith("/") ? path : `/${path}` };
    case "s3":
    case "s3a":
    case "s3n":
      if (authority.includes("@")) {
        const reason = "it holds credentials, which belong in the environment or in the fs.s3a settings";
        throw sparkError("INVALID_PATH", { path: withoutSecrets(text), reason });
      }
      if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(authority)) {
        throw sparkError("INVALID_PATH", {
          path: withoutSecrets(text),
          reason: `write ${written}://bucket/key with the name of a bucket`,
        });
      }
      return { scheme: "s3", bucket: authority, path: path === "" ? "/" : path, written };
    default:
      throw sparkError("FAILED_READ_FILE.UNSUPPORTED_FILE_SYSTEM", { path: withoutSecrets(text) });
  }
}

/**
 * The parts of a path without empty ones and `.`, and with `..` carried out.
 *
 * @param climb - called where a `..` would lead above the first part
 */
export function resolveParts(path: string, climb: () => void): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) climb();
  }
  return parts;
}

/** Whether a part of a path would climb, or is several parts, for a reader that decodes it once more. */
export function isDisguised(part: string): boolean {
  if (!part.includes("%")) return false;
  let decoded = part;
  // Twice, since `%252e` is `%2e` after the first time.
  for (let round = 0; round < 2; round++)
    decoded = decoded.replace(/%(2e|2f|5c|25|00)/gi, (code) => unescapeByte(code));
  return decoded !== part && (/^\.\.?$/.test(decoded) || /[/\\\0]/.test(decoded));
}

const unescapeByte = (code: string): string => String.fromCharCode(Number.parseInt(code.slice(1), 16));

/** A path for an error, without all that may be a user and a password (which may hold a `/`) before the host. */
const withoutSecrets = (text: string): string => text.replace(/^([^:/]+:\/\/).*@/s, "$1***@");

function splitAuthority(rest: string): { authority: string; path: string } {
  if (!rest.startsWith("//")) return { authority: "", path: rest };
  const slash = rest.indexOf("/", 2);
  return slash < 0
    ? { authority: rest.slice(2), path: "" }
    : { authority: rest.slice(2, slash), path: rest.slice(slash) };
}

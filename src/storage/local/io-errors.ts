import { type SparkException, sparkError } from "../../common/index.ts";

/** Code of a system error (`ENOENT`), undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the device, or no more folders can be watched",
  EDQUOT: "the disk quota is used up",
  EMFILE: "too many files are open in this process",
  ENFILE: "too many files are open on this machine",
  ENAMETOOLONG: "the name is too long",
  ENOTDIR: "a part of the path is a file, not a directory",
  EISDIR: "it is a directory",
  ENOTEMPTY: "the directory is not empty",
  ELOOP: "symbolic links lead in a circle",
  EEXIST: "a file of that name is in the way",
};

/** The error for a system call that failed on a path: `condition` takes the parameters `path` and `reason`. */
export function ioError(
  condition: "FAILED_READ_FILE.NO_HINT" | "FAILED_WRITE_FILE" | "FAILED_LIST_PATH" | "FAILED_DELETE_PATH",
  path: string,
  cause: unknown,
): SparkException {
  const code = errorCode(cause);
  const reason = (code && reasons[code]) ?? (cause instanceof Error ? cause.message : String(cause));
  return sparkError(condition, { path, reason }, { cause });
}

export { FileSink, type FileSinkOptions } from "./file-sink.ts";
export { formatOf } from "./formats.ts";
export type { WriteSettings } from "./output-format.ts";
export { type FileWrite, replacingOf, type SaveMode, type WriteContext, writeFiles } from "./write-files.ts";

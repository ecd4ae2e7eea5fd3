export { Http2Connection } from "./connection.ts";
export { type HeaderBlock, headerBlock } from "./header-block.ts";
export type { RequestHeaders } from "./request-headers.ts";
export type { Stream } from "./stream.ts";

import { type ErrorCode, errorCode } from "./frames.ts";
import { type HeaderDecoder, headerBytes } from "./header-decoder.ts";

/** The headers of a request by their names, which are in lower case; the values of one that comes several times with commas between. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** Headers that belong to HTTP/1.1. */
const notOfHttp2: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);
const ofRequests: ReadonlySet<string> = new Set([":method", ":scheme", ":authority", ":path"]);

/**
 * Reads a block of headers to its end, since later blocks build on it.
 *
 * @returns why the stream is to be reset, for headers that are too many or that HTTP/2 does not allow
 * @throws CompressionError
 * @see RFC 9113, section 8.2
 */
export function requestHeaders(decoder: HeaderDecoder, block: Buffer, mostBytes: number): RequestHeaders | ErrorCode {
  const headers: Record<string, string> = Object.create(null);
  let bytes = 0;
  let ordinary = false;
  let malformed = false;
  decoder.decode(block, (header) => {
    bytes += headerBytes(header);
    if (bytes > mostBytes) return;
    const [name, value] = header;
    const known = headers[name];
    if (name.startsWith(":")) malformed ||= ordinary || known !== undefined || !ofRequests.has(name);
    else {
      ordinary = true;
      malformed ||= !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || notOfHttp2.has(name);
    }
    headers[name] = known === undefined ? value : `${known}, ${value}`;
  });
  if (bytes > mostBytes) return errorCode.enhanceYourCalm;
  return malformed ? errorCode.protocol : headers;
}

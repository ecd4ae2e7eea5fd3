import { MAX_MESSAGE_BYTES } from "../protocol/index.ts";

/** The port of Spark Connect. */
export const defaultPort = 15_002;

/** A certificate and its key, as PEM text. */
export interface TlsOptions {
  /** The certificate, followed by those between it and the root. */
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** What one client, and all of them together, may take of the server. Times are in milliseconds. */
export interface ListenLimits {
  /** Bytes of a message in either direction; 128 MiB, as clients and servers of Spark have it. */
  readonly messageBytes: number;
  /** Bytes of messages that have begun to arrive, of all calls together; 1 GiB. */
  readonly arrivingBytes: number;
  /** Connections at once; 1,000. What comes beyond is closed. */
  readonly connections: number;
  /** Calls of one connection at once; 256. Clients hold back what comes beyond. */
  readonly callsPerConnection: number;
  /** Bytes of a call's headers; 32 KiB. */
  readonly headerBytes: number;
  /** How long a connection has for its first call that is let in; 10 seconds. */
  readonly firstCallMs: number;
  /** How often a connection is pinged, and how long it has to answer; 30 seconds. */
  readonly pingMs: number;
  /** How long a client may be silent in the middle of a request; 30 seconds. */
  readonly silenceMs: number;
  /** How long a call with a single answer may take once its request has arrived; 10 minutes. Streams of answers have no end. */
  readonly answerMs: number;
}

const MiB = 1024 * 1024;

/** The limits where nothing else is asked for. */
export const defaultListenLimits: ListenLimits = {
  messageBytes: MAX_MESSAGE_BYTES,
  arrivingBytes: 1024 * MiB,
  connections: 1000,
  callsPerConnection: 256,
  headerBytes: 32 * 1024,
  firstCallMs: 10_000,
  pingMs: 30_000,
  silenceMs: 30_000,
  answerMs: 10 * 60_000,
};

/** Where and how to listen. */
export interface ListenOptions {
  /** Name or address; `localhost`, which is 127.0.0.1 and ::1, where absent. */
  readonly host?: string;
  /** 0 takes any free port; 15002 where absent. */
  readonly port?: number;
  /** What clients have to send as `authorization: Bearer …`. Needed where others than this machine can connect. */
  readonly token?: string;
  /** HTTP/2 in the clear where absent. */
  readonly tls?: TlsOptions;
  readonly limits?: Partial<ListenLimits>;
}

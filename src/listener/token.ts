import { createHash, timingSafeEqual } from "node:crypto";
import { sparkError } from "../common/index.ts";

/** What a header can carry and a connection string can hold: visible ASCII. */
const sendable = /^[\x21-\x7e]+$/;

/** Says of an `authorization` header whether it is the one that lets a call in. */
export type TokenCheck = (authorization: string | undefined) => boolean;

/**
 * @param token - what clients have to send; where absent, every call is let in
 * @throws SparkException SERVER_CANNOT_LISTEN.TOKEN for one that no client can send
 */
export function tokenCheck(token: string | undefined): TokenCheck {
  if (token === undefined) return () => true;
  if (!sendable.test(token)) throw sparkError("SERVER_CANNOT_LISTEN.TOKEN");
  // Digests have one length, so that the time of the comparison says nothing, not even how long the token is.
  const expected = digest(token);
  return (authorization = "") => {
    const [, given] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

import { errorCode, ProtocolError } from "./frames.ts";

const inOneGo = 1000;
const perSecond = 33;

/** Bounds what a client has us do to no purpose, as to begin calls and reset them: many in one go, and then a few a second. */
export class VainFrames {
  #left = inOneGo;
  #since = Date.now();

  /** @throws ProtocolError */
  count(): void {
    this.#left -= 1;
    if (this.#left > 0) return;
    const now = Date.now();
    this.#left = Math.min(inOneGo, Math.floor(((now - this.#since) / 1000) * perSecond));
    this.#since = now;
    if (this.#left <= 0) throw new ProtocolError(errorCode.enhanceYourCalm, "too many frames to no purpose");
  }
}

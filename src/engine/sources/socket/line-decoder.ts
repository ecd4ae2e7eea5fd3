/** Cuts bytes that come in pieces into lines of UTF-8, at LF, CR and CR LF, as Java does. */
export class LineDecoder {
  readonly #decoder = new TextDecoder("utf-8");
  #rest = "";
  /** The piece before ended in CR: an LF that comes now belongs to it. */
  #afterReturn = false;

  /** The lines that are whole now. */
  lines(bytes: Uint8Array): string[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return [];
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1);
    this.#afterReturn = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop()!;
    return lines;
  }

  /** The line that was under way when the bytes ended. */
  end(): string[] {
    const last = this.#rest + this.#decoder.decode();
    this.#rest = "";
    return last === "" ? [] : [last];
  }
}

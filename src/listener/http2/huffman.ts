/** How many bits each byte has in HPACK's code, and behind them the end of a text, which never occurs in one (RFC 7541, appendix B). */
const codeLengths: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
];
const endOfText = 256;

/**
 * The code as a tree: at 2n and 2n + 1 stands where the bits 0 and 1 lead from node n, to another node or, as ~byte, to the end of a code. The
 * code is canonical, so lengths say all of it: shorter ones come first, and among equals the smaller byte.
 */
const tree: Int16Array = (() => {
  const nodes = new Int16Array(2 * codeLengths.length);
  let used = 1;
  let code = 0;
  const bytes = codeLengths
    .map((length, byte) => ({ length, byte }))
    .sort((a, b) => a.length - b.length || a.byte - b.byte);
  for (const [i, { length, byte }] of bytes.entries()) {
    let node = 0;
    for (let bit = length - 1; bit > 0; bit--) {
      const at = 2 * node + ((code >> bit) & 1);
      if (nodes[at] === 0) nodes[at] = used++;
      node = nodes[at]!;
    }
    nodes[2 * node + (code & 1)] = ~byte;
    code = (code + 1) << ((bytes[i + 1]?.length ?? length) - length);
  }
  return nodes;
})();

/** The text that bytes hold in HPACK's code; undefined where they hold none. */
export function huffmanText(bytes: Uint8Array): string | undefined {
  const text: number[] = [];
  let node = 0;
  let bits = 0;
  let onlyOnes = true;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const one = (byte >> bit) & 1;
      onlyOnes &&= one === 1;
      bits += 1;
      const next = tree[2 * node + one]!;
      if (next >= 0) {
        node = next;
        continue;
      }
      if (~next === endOfText) return undefined;
      text.push(~next);
      node = 0;
      bits = 0;
      onlyOnes = true;
    }
  }
  // The last byte is filled up with ones.
  return bits < 8 && onlyOnes ? Buffer.from(text).toString("latin1") : undefined;
}

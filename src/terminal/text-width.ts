const segmenter = new Intl.Segmenter();
const plain = /^[\x20-\x7e]*$/;
/** What East Asian fonts draw twice as wide, as far as `show()` of Spark knows it, and the ideographs beyond. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const emoji = /^(\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)/u;
const invisible = /^(\p{Mn}|\p{Me}|\p{Cf}|\p{Cc})/u;

/** Whether a unit of UTF-16 alone takes two columns. */
export const isWide = (unit: string): boolean => wide.test(unit);

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfSign(segment);
  return width;
}

/** A text cut to a width, with `…` where something is left out. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, room] = ["", width - 1];
  for (const { segment } of segmenter.segment(text)) {
    room -= widthOfSign(segment);
    if (room < 0) break;
    kept += segment;
  }
  return width < 1 ? "" : `${kept}…`;
}

/** Of what a reader sees as one sign, whatever it is made of. */
function widthOfSign(segment: string): number {
  if (wide.test(segment) || emoji.test(segment)) return 2;
  return invisible.test(segment) ? 0 : 1;
}

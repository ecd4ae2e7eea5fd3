/** Lines as Hadoop cuts them: by LF, CR or CR LF, or by one separator. The end of the last one may be missing. */
export function splitLines(text: string, separator: string | undefined): string[] {
  const lines =
    separator !== undefined ? text.split(separator) : text.includes("\r") ? text.split(/\r\n|\n|\r/) : text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

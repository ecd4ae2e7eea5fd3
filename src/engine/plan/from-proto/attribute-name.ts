import { sparkError } from "../../../common/index.ts";

/**
 * Splits the name of a column as `df["…"]` and `F.col("…")` take it: dots separate, back quotes keep dots inside a piece, two back
 * quotes inside a quoted piece stand for one. Unlike an identifier of SQL, a piece may hold any characters.
 *
 * @throws SparkException `INVALID_ATTRIBUTE_NAME_SYNTAX`
 * @see org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute.parseAttributeName
 */
export function parseAttributeName(name: string): string[] {
  if (!name.includes("`") && !name.includes(".")) return [name];
  const malformed = () => sparkError("INVALID_ATTRIBUTE_NAME_SYNTAX", { name });
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    let part = "";
    if (name[at] === "`") {
      at += 1;
      for (; ; at += 1) {
        if (at >= name.length) throw malformed();
        if (name[at] === "`") {
          if (name[at + 1] !== "`") break;
          at += 1;
        }
        part += name[at];
      }
      at += 1;
      if (at < name.length && name[at] !== ".") throw malformed();
    } else {
      const start = at;
      while (at < name.length && name[at] !== ".") {
        if (name[at] === "`") throw malformed();
        at += 1;
      }
      part = name.slice(start, at);
      if (part === "") throw malformed();
    }
    parts.push(part);
    if (at >= name.length) return parts;
    at += 1;
    if (at >= name.length) throw malformed();
  }
}

/** Formats whose files SQL reads by a path in the place of a table: json.`/mnt/data/tr*` */
const formats: ReadonlySet<string> = new Set([
  "json",
  "csv",
  "text",
  "parquet",
  "orc",
  "avro",
  "xml",
  "binaryfile",
  "delta",
  "iceberg",
  "jdbc",
  "kafka",
]);
/** Words after which a table is named. */
const beforeTables: ReadonlySet<string> = new Set(["FROM", "JOIN", "TABLE", "USING", "INTO"]);

/** Comments and texts, of which nothing is a name; names in backticks, words, dots; any other character. */
const token = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|r?'(?:\\.|[^'\\])*'|r?"(?:\\.|[^"\\])*"|`(?:``|[^`])*`|[\w$]+|\S/gi;

/** The paths of files that a statement names in the place of tables; rather one too many than one too few. */
export function pathsRead(text: string): string[] {
  const tokens = (text.match(token) ?? []).filter((each) => !/^(?:--|\/\*)/.test(each));
  const bare = (name: string) => (name.startsWith("`") ? name.slice(1, -1).replaceAll("``", "`") : name);
  return tokens.flatMap((name, at) => {
    const [dot, path = ""] = tokens.slice(at + 1, at + 3);
    if (dot !== "." || tokens[at - 1] === "." || !formats.has(bare(name).toLowerCase())) return [];
    // A column of a table that is called as a format stands in other places, and rarely in backticks.
    const isTable = path.startsWith("`") || beforeTables.has((tokens[at - 1] ?? "").toUpperCase());
    return isTable ? [bare(path)] : [];
  });
}

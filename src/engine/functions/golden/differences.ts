const intervalSides = "the refusal names the sum itself, where Spark names the timestamp arithmetic that it tried";
const stringInterval = "text plus an interval is refused: cast the text to TIMESTAMP";
const absent = "the function is not there";

/** Where Millrace answers otherwise than Spark, and why. The golden test fails when one of them is mended but still listed. */
export const knownDifferences: ReadonlyMap<string, string> = new Map([
  ["interval 1 day + interval 1 month", intervalSides],
  ["'2019-01-01' + interval 1 day", stringInterval],
  ["'a' + date'2020-01-01'", intervalSides],
  ["conv('10', 2, 10)", absent],
  ["'a' like any ('a', 'b')", "LIKE ANY is printed as the comparisons that it stands for"],
  ["upper('straße')", "DuckDB changes letters one by one"],
  ["cast(0.0000001BD as string)", "the analyzer prints small decimals without an exponent"],
  ["cast(1e-10BD as string)", "the analyzer prints small decimals without an exponent"],
  ["cast(X'0aff41' as string)", "bytes that are not UTF-8 become a question mark, in Spark U+FFFD"],
  ["127Y + 1Y", "DuckDB's error does not tell the sides of the sum apart"],
  ["get(array(1, 2), 1)", "the result may be NULL, which Spark overlooks here"],
]);

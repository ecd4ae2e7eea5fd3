import type { TypeText } from "./types.ts";

/** Literals of types: few that are ordinary, most at an edge. */
const literals: Readonly<Record<TypeText, readonly string[]>> = {
  boolean: ["true", "false"],
  tinyint: ["0Y", "1Y", "-3Y", "100Y"],
  smallint: ["0S", "2S", "-7S", "1000S"],
  int: ["0", "1", "2", "3", "-1", "7", "10", "100"],
  bigint: ["0L", "1L", "-5L", "3L", "10000000000L"],
  float: ["FLOAT(0.5)", "FLOAT(-2)", "FLOAT('NaN')", "FLOAT(0)"],
  double: ["0.5D", "-2D", "0D", "1e3D", "DOUBLE('NaN')", "-0.0D", "100.25D"],
  decimal: ["1.5", "0.00", "-2.25", "10BD", "123456.789", "0.001"],
  string: ["''", "'a'", "'b'", "'Abc'", "' x '", "'ä'", "'日本'", "'a,b'", "'1'", "'x%'", "'Hello World'", "'NaN'"],
  binary: ["X''", "X'61'", "X'00FF'"],
  date: ["DATE '2024-02-29'", "DATE '2023-12-31'", "DATE '1969-12-31'", "DATE '2024-01-01'", "DATE '1582-10-15'"],
  timestamp: [
    "TIMESTAMP '2024-03-10 03:00:00'",
    "TIMESTAMP '2024-11-03 01:30:00'",
    "TIMESTAMP '1969-12-31 23:59:59.999999'",
    "TIMESTAMP '2024-01-31 10:20:30.5'",
  ],
  timestamp_ntz: ["TIMESTAMP_NTZ '2024-03-10 02:30:00'", "TIMESTAMP_NTZ '1969-12-31 23:59:59.000001'"],
  "interval day to second": ["INTERVAL '1 02:03:04.000005' DAY TO SECOND", "INTERVAL '-3 00:00:00' DAY TO SECOND"],
  "interval year to month": ["INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '-0-1' YEAR TO MONTH"],
  "array<int>": ["array(1, 2)", "array(3, NULL)", "array(1, 1, 2)"],
  "array<string>": ["array('a', 'b')", "array('', NULL)"],
  "array<double>": ["array(0.5D, -1D)", "array(DOUBLE('NaN'), NULL, 0D)"],
  "array<date>": ["array(DATE '2024-01-01')"],
  "array<decimal>": ["array(1.5, 2.50)", "array(NULL, 0.1)"],
  "array<array<int>>": ["array(array(1, 2), array(3))"],
  "array<struct<x:int,y:string>>": ["array(named_struct('x', 2, 'y', 'b'), named_struct('x', 1, 'y', 'a'))"],
  "struct<x:int,y:string>": ["named_struct('x', 5, 'y', 'five')"],
  "map<string,int>": ["map('a', 1, 'z', NULL)"],
  "map<int,string>": ["map(1, 'one', 7, 'seven')"],
};

export const literalsOf = (type: TypeText): readonly string[] => [...(literals[type] ?? []), nullOf(type)];

export const simplestOf = (type: TypeText): string => literals[type]?.[0] ?? nullOf(type);

const nullOf = (type: TypeText): string => `CAST(NULL AS ${type})`;

/** Constants that functions want in places of their own: in templates `{@index}` and so on. */
export const constants: Readonly<Record<string, readonly string[]>> = {
  index: ["0", "1", "2", "-1", "-2", "3", "10"],
  place: ["1", "2", "-1", "3", "-2"],
  count: ["0", "1", "2", "3", "5"],
  positive: ["1", "2", "3", "10"],
  digits: ["0", "1", "2", "-1", "-2", "4"],
  days: ["0", "1", "-1", "30", "366"],
  like: ["'a%'", "'%b%'", "'_'", "'%'", "''", "'%\\\\%%'", "'H%d'", "'%,%'"],
  regex: ["'a'", "'[a-z]+'", "'(\\\\w)(\\\\w)'", "'^$'", "'b|X'", "'.'", "'\\\\s+'", "'(a)|(b)'", "','", "'(?i)h'"],
  split: ["','", "' '", "'X'", "''", "'[ab]'"],
  replacement: ["''", "'-'", "'<$0>'", "'xy'"],
  separator: ["','", "''", "', '", "'-'"],
  unit: ["'YEAR'", "'QUARTER'", "'MONTH'", "'WEEK'", "'DAY'", "'HOUR'", "'MINUTE'", "'SECOND'"],
  truncation: ["'YEAR'", "'QUARTER'", "'MONTH'", "'WEEK'", "'mon'", "'DD'", "'x'"],
  field: ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "YEAROFWEEK", "DAYOFWEEK_ISO"],
  clock: ["HOUR", "MINUTE"],
  span: ["DAY", "HOUR", "MINUTE"],
  step: ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND"],
  difference: ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND"],
  weekday: ["'Mon'", "'sunday'", "'TH'", "'x'"],
  datePattern: ["'yyyy-MM-dd'", "'dd/MM/yy'", "'D'", "'E MMM d'", "'yyyy'", "'QQQ'", "'MMMM'"],
  readPattern: ["'yyyy-MM-dd'", "'dd/MM/yy'", "'yyyy'", "'MMM d yyyy'"],
  timePattern: ["'yyyy-MM-dd HH:mm:ss'", "'h:mm a'", "'HH:mm:ss.SSS'", "'yyyy-MM-dd''T''HH:mm'", "'EEEE'"],
  zone: ["'UTC'", "'Asia/Tokyo'", "'America/New_York'", "'+02:30'", "'Europe/Berlin'"],
  json: ['\'{"a":1,"b":[1,2]}\'', "'[]'", '\'{"a":{"b":null}}\'', "'x'", "'null'", "''"],
  jsonValue: ['\'{"a":1,"b":[1,2]}\'', "'[]'", '\'{"a":{"b":null}}\'', "'null'", "'1.50'"],
  path: ["'$.a'", "'$.b[0]'", "'$'", "'$.a.b'", "'$.b[*]'", "'$[1]'", "'$.b[2].c'"],
  printf: ["'%s'", "'<%5s>'", "'%-4s|'"],
  printfNumber: ["'%d'", "'%05d'", "'%x'", "'%,d'"],
  base: ["2", "8", "10", "16", "36"],
  bits: ["224", "256", "384", "512", "0"],
  fraction: ["0D", "0.25D", "0.5D", "0.9D", "1D"],
  numberFormat: ["'999.99'", "'0000'", "'$99.9'", "'9,999'", "'S999'"],
  strings: ["'yyyy'", "'utf-8'", "'UTF-16'", "'ISO-8859-1'"],
  charset: ["'UTF-8'", "'UTF-16BE'", "'US-ASCII'", "'ISO-8859-1'"],
  url: ["'https://u:p@h.org:80/a/b?q=1&r=a%20b#f'", "'mailto:x'", "'/x?y'"],
  urlPart: ["'HOST'", "'PATH'", "'QUERY'", "'REF'", "'PROTOCOL'", "'AUTHORITY'", "'USERINFO'"],
  order: ["true", "false"],
};

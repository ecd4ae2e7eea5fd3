/**
 * A type as SQL writes it, with `decimal` for all decimals; in productions also with capital letters for any type, `N` for any number,
 * `I` for any whole number, `F` for float or double, `O` and `P` for any type with an order, `D`
 * for any type without decimals.
 */
export type TypeText = string;

const numbers: readonly TypeText[] = ["tinyint", "smallint", "int", "bigint", "float", "double", "decimal"];

const orderable: readonly TypeText[] = [
  ...numbers,
  ...["boolean", "string", "binary", "date", "timestamp", "timestamp_ntz"],
  ...["interval day to second", "interval year to month"],
  ...["array<int>", "array<string>", "array<double>", "struct<x:int,y:string>"],
];

/** What expressions are made of that may have any type. */
export const types: readonly TypeText[] = [
  ...orderable,
  ...["array<date>", "array<decimal>", "array<array<int>>", "array<struct<x:int,y:string>>"],
  ...["map<string,int>", "map<int,string>"],
];

const classes: Readonly<Record<string, readonly TypeText[]>> = {
  N: numbers,
  I: ["tinyint", "smallint", "int", "bigint"],
  F: ["float", "double"],
  D: types.filter((type) => !type.includes("decimal")),
  O: orderable,
  P: orderable,
};

/** The types that a letter of a production stands for. */
export const typesOf = (letter: string): readonly TypeText[] => classes[letter] ?? types;

const isLetter = (pattern: TypeText): boolean => /^[A-Z]$/.test(pattern);

export const isOrderable = (type: TypeText): boolean => !type.includes("map<");

/** What letters stand for. */
export type Letters = Readonly<Record<string, TypeText>>;

/** What the letters of a pattern stand for where it is to be `type`; nothing where it cannot be. */
export function matched(pattern: TypeText, type: TypeText, letters: Letters = {}): Letters | undefined {
  if (isLetter(pattern)) {
    const known = letters[pattern];
    if (known !== undefined) return known === type ? letters : undefined;
    const fits = pattern in classes ? classes[pattern]!.includes(type) : true;
    return fits ? { ...letters, [pattern]: type } : undefined;
  }
  const [wanted, given] = [parts(pattern), parts(type)];
  if (wanted === undefined || given === undefined) return pattern === type ? letters : undefined;
  if (wanted.outer !== given.outer || wanted.inner.length !== given.inner.length) return undefined;
  let found: Letters | undefined = letters;
  for (const [i, inner] of wanted.inner.entries())
    if (found !== undefined) found = matched(inner, given.inner[i]!, found);
  return found;
}

/** A pattern with types in the place of its letters. */
export const filled = (pattern: TypeText, letters: Letters): TypeText =>
  pattern.replace(/\b[A-Z]\b/g, (letter) => letters[letter] ?? letter);

export const lettersOf = (pattern: TypeText): string[] => pattern.match(/\b[A-Z]\b/g) ?? [];

/** `map<int,string>` as `map` of `int` and `string`; fields of structs with their names. */
function parts(type: TypeText): { readonly outer: string; readonly inner: readonly TypeText[] } | undefined {
  const found = /^(array|map|struct)<(.*)>$/.exec(type);
  if (found === null) return undefined;
  const inner: string[] = [""];
  let depth = 0;
  for (const char of found[2]!) {
    depth += Number(char === "<") - Number(char === ">");
    if (char === "," && depth === 0) inner.push("");
    else inner[inner.length - 1] += char;
  }
  if (found[1] !== "struct") return { outer: found[1]!, inner };
  const fields = inner.map((field) => /^(\w+):(.*)$/.exec(field)!);
  return { outer: `struct ${fields.map(([, name]) => name).join()}`, inner: fields.map(([, , of]) => of!) };
}

/** The type of a column as the grammar knows it. */
export const generalized = (simpleString: string): TypeText => simpleString.replace(/decimal\(\d+,\d+\)/g, "decimal");

import type { SparkFunction } from "../plan/index.ts";
import { aggregateFunctions, bitmapFunctions } from "./aggregates/index.ts";
import { csvFunctions } from "./csv/index.ts";
import { datetimeFunctions } from "./datetime/index.ts";
import { generatorFunctions } from "./generators.ts";
import { hashFunctions } from "./hashes/index.ts";
import { jsonFunctions } from "./json/index.ts";
import { mathFunctions } from "./math/index.ts";
import { miscFunctions } from "./misc.ts";
import { nestedFunctions } from "./nested/index.ts";
import { operators } from "./operators/index.ts";
import { refusedFunctions } from "./refused.ts";
import { stringFunctions } from "./strings/index.ts";
import { variantAggregates, variantFunctions, variantGenerators } from "./variant/index.ts";
import { windowFunctions } from "./windows.ts";

const families: readonly (readonly SparkFunction[])[] = [
  operators,
  aggregateFunctions,
  windowFunctions,
  stringFunctions,
  hashFunctions,
  mathFunctions,
  datetimeFunctions,
  nestedFunctions,
  jsonFunctions,
  csvFunctions,
  miscFunctions,
  bitmapFunctions,
  generatorFunctions,
  variantFunctions,
  variantAggregates,
  variantGenerators,
  refusedFunctions,
];

let byName: ReadonlyMap<string, SparkFunction> | undefined;

/** Built at the first look-up, so that importing the engine costs nothing. */
function registry(): ReadonlyMap<string, SparkFunction> {
  if (byName !== undefined) return byName;
  const names = new Map<string, SparkFunction>();
  for (const entry of families.flat())
    for (const name of [entry.name, ...(entry.aliases ?? [])]) {
      if (names.has(name)) throw new Error(`two functions are called ${name}`);
      names.set(name, entry);
    }
  byName = names;
  return names;
}

/** The built-in function or operator of a name, in any case; undefined where there is none. */
export function lookupFunction(name: string): SparkFunction | undefined {
  return registry().get(name.toLowerCase());
}

/** Every built-in function by each of its names. */
export function allFunctions(): ReadonlyMap<string, SparkFunction> {
  return registry();
}

import type { ScalarFunction } from "../../plan/index.ts";
import { accessFunctions } from "./access.ts";
import { arrayFunctions } from "./arrays.ts";
import { constructors } from "./constructors.ts";
import { higherOrderFunctions } from "./higher-order.ts";
import { mapZipWith } from "./map-zip.ts";
import { mapFunctions } from "./maps.ts";
import { arraySort, shuffle } from "./sorting.ts";
import { vectorFunctions } from "./vectors.ts";

export const nestedFunctions: readonly ScalarFunction[] = [
  ...constructors,
  ...accessFunctions,
  ...arrayFunctions,
  ...mapFunctions,
  ...higherOrderFunctions,
  mapZipWith,
  arraySort,
  shuffle,
  ...vectorFunctions,
];

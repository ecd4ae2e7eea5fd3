import type { ScalarFunction } from "../../plan/index.ts";
import { accessFunctions } from "./access.ts";
import { arrayFunctions } from "./arrays.ts";
import { constructors } from "./constructors.ts";
import { higherOrderFunctions } from "./higher-order.ts";
import { mapFunctions } from "./maps.ts";

export const nestedFunctions: readonly ScalarFunction[] = [
  ...constructors,
  ...accessFunctions,
  ...arrayFunctions,
  ...mapFunctions,
  ...higherOrderFunctions,
];

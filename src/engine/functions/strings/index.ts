import type { ScalarFunction } from "../../plan/index.ts";
import { encodingFunctions } from "./encodings.ts";
import { formatFunctions } from "./format.ts";
import { patternFunctions } from "./patterns.ts";
import { textFunctions } from "./text.ts";

export const stringFunctions: readonly ScalarFunction[] = [
  ...textFunctions,
  ...patternFunctions,
  ...encodingFunctions,
  ...formatFunctions,
];

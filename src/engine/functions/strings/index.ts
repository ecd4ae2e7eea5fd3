import type { ScalarFunction } from "../../plan/index.ts";
import type { Script } from "../script.ts";
import { charsetScripts } from "./charsets.ts";
import { codedFunctions, codedScripts } from "./coded.ts";
import { decimalFormatScripts } from "./decimal-format.ts";
import { codeScripts, encodingFunctions } from "./encodings.ts";
import { formatFunctions } from "./format.ts";
import { numberFunctions, numberScripts } from "./numbers.ts";
import { patternFunctions } from "./patterns.ts";
import { formatScripts } from "./printf.ts";
import { regexScripts } from "./regex-script.ts";
import { caseScripts, textFunctions } from "./text.ts";
import { urlFunctions, urlScripts } from "./url.ts";
import { utf8Functions, utf8Scripts } from "./utf8.ts";

export const stringFunctions: readonly ScalarFunction[] = [
  ...textFunctions,
  ...patternFunctions,
  ...encodingFunctions,
  ...formatFunctions,
  ...codedFunctions,
  ...numberFunctions,
  ...urlFunctions,
  ...utf8Functions,
];

export const stringScripts: readonly Script[] = [
  ...caseScripts,
  ...charsetScripts,
  ...codedScripts,
  ...codeScripts,
  ...decimalFormatScripts,
  ...formatScripts,
  ...numberScripts,
  ...regexScripts,
  ...urlScripts,
  ...utf8Scripts,
];

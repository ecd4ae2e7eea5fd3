import { sparkError } from "../../../common/index.ts";
import type { GeneratorFunction } from "../../plan/index.ts";
import { constantText } from "../constant.ts";
import { wrongArgCount } from "../refusal.ts";
import { stringType } from "../type-rules.ts";
import { jsonValueSql } from "./path.ts";

/** `json_tuple(json, 'a', 'b')`: top-level fields by name, as text. */
const jsonTuple: GeneratorFunction = {
  kind: "generator",
  name: "json_tuple",
  resolve: (call) => ({ argTypes: call.args.map(() => stringType), type: stringType, nullable: true }),
  columns(call) {
    if (call.args.length < 2) throw wrongArgCount(call, "> 1");
    return call.args.slice(1).map((_, i) => ({ name: `c${i}`, type: stringType, nullable: true }));
  },
  rows([json, ...names], call) {
    const fields = names.map((_, i) => {
      const name = constantText(call.args[i + 1]);
      if (name === undefined)
        throw sparkError("UNSUPPORTED_FEATURE.FUNCTION_ARGUMENT", {
          functionName: "`json_tuple`",
          argument: "a field name that is not a constant string",
          reason: "use get_json_object for each name.",
        });
      return `'f${i}': ${jsonValueSql(json!, `$."${name.replaceAll('"', '\\"')}"`)}`;
    });
    return `[{${fields.join(", ")}}]`;
  },
};

export const jsonGenerators: readonly GeneratorFunction[] = [jsonTuple];

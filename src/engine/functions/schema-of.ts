import { quoteString } from "../../types/index.ts";
import type { CallSite, ResolvedExpression, ScalarFunction } from "../plan/index.ts";
import { constantOf, constantText, isFoldable } from "./constant.ts";
import { scalar } from "./define.ts";
import { type Options, optionsOf } from "./options.ts";
import { anything, of } from "./parameters.ts";
import { mismatch, notFoldable, type PrintCall } from "./refusal.ts";
import { stringType } from "./type-rules.ts";

/** A function that tells the schema of a constant text: `schema_of_json`, `schema_of_csv`. */
export interface SchemaOf {
  readonly function: ScalarFunction;
  /**
   * The schema that a call of the function tells, in DDL.
   *
   * @throws SparkException `DATATYPE_MISMATCH.*` for what is no constant, and what `read` throws
   */
  schema(call: Pick<CallSite, "args"> & Partial<CallSite>): string;
}

/**
 * @param argument - as errors name the text: `json`
 * @param known - the options that `read` heeds, in small letters
 * @param read - the schema of a text
 */
export function schemaOf(
  name: string,
  argument: string,
  known: readonly string[],
  read: (text: string, options: Options) => string,
): SchemaOf {
  const print: PrintCall = ([first]) => `${name}(${first})`;
  const schema: SchemaOf["schema"] = (call) => {
    const site = call as CallSite;
    const [text] = call.args as [ResolvedExpression];
    if (!isFoldable(text)) throw notFoldable(site, print, 0, argument, stringType);
    if (constantOf(text) === null) throw mismatch(site, print, "UNEXPECTED_NULL", { exprName: argument });
    return read(constantText(text) ?? "", optionsOf(name, call.args[1], known));
  };
  return {
    schema,
    function: scalar({
      name,
      params: [of(stringType), anything],
      optional: 1,
      coerce(call, types) {
        schema(call);
        return types;
      },
      type: stringType,
      nullable: false,
      sql: (_args, call) => quoteString(schema(call)),
      print,
    }),
  };
}

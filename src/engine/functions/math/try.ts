import type { ScalarFunction } from "../../plan/index.ts";
import { plainSql } from "../decimal-arithmetic.ts";
import { arithmeticOperators } from "../operators/arithmetic.ts";

/** An operator that gives NULL where it would raise an error. */
function attempt(name: string, symbol: string): ScalarFunction {
  const operator = arithmeticOperators.find((candidate) => candidate.name === symbol)!;
  const divides = symbol === "/" || symbol === "%";
  return {
    kind: "scalar",
    name,
    resolve: (call) => ({ ...operator.resolve(call), nullable: true }),
    // Division guards itself without ANSI; the others raise DuckDB's own errors, which TRY catches.
    sql(args, call, settings) {
      const attempted = (sides: readonly string[]): string =>
        `TRY(${operator.sql(sides, call, { timeZone: settings.timeZone, ansi: !divides })})`;
      // An interval divided by zero raises an error of our own.
      if (symbol === "/" && call.type.kind.startsWith("interval"))
        return `CASE WHEN ${args[1]} <> 0 THEN ${operator.sql(args, call, settings)} END`;
      if (args.every((arg) => plainSql.test(arg))) return attempted(args);
      // DuckDB refuses TRY around error() and what else is volatile, and errors of the sides are not those of the operator.
      return `list_transform([{'a': ${args[0]}, 'b': ${args[1]}}], lambda t: ${attempted(["t.a", "t.b"])})[1]`;
    },
  };
}

export const tryFunctions: readonly ScalarFunction[] = [
  attempt("try_add", "+"),
  attempt("try_subtract", "-"),
  attempt("try_multiply", "*"),
  attempt("try_divide", "/"),
  attempt("try_mod", "%"),
];

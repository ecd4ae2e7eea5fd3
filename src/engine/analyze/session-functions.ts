import { literalSql } from "../../types/index.ts";
import type { ScalarFunction } from "../plan/index.ts";
import { STRING } from "./build.ts";
import type { AnalyzerContext } from "./context.ts";

const printed: Readonly<Record<string, string>> = {
  current_catalog: "current_catalog()",
  current_database: "current_schema()",
  current_schema: "current_schema()",
};

/** Functions that speak of the session's catalog: constants of a query. */
export function sessionFunction(name: string, context: AnalyzerContext): ScalarFunction | undefined {
  const print = printed[name];
  if (print === undefined) return undefined;
  const { currentCatalog, currentDatabase } = context.catalog;
  return {
    kind: "scalar",
    name,
    resolve: () => ({ argTypes: [], type: STRING, nullable: false }),
    sql: () => literalSql(name === "current_catalog" ? currentCatalog : currentDatabase, STRING),
    print: () => print,
  };
}

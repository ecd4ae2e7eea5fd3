import type { SparkSession } from "../../src/entry/index.ts";
import { programs } from "../queries/program.ts";
import type { Table } from "./queries.ts";
import { generalized } from "./types.ts";

/** Statements that make the tables: those that test/queries/found.sql begins with, so that a query found here can be added there. */
export function tableStatements(): string[] {
  const found = programs().find(({ topic }) => topic === "found");
  if (found === undefined) throw new Error("test/queries/found.sql is gone");
  return found.statements.filter((statement) => statement.startsWith("CREATE TEMPORARY VIEW"));
}

export async function createTables(spark: SparkSession): Promise<void> {
  for (const statement of tableStatements()) await spark.sql(statement);
}

/** The tables as a session has them. */
export async function readTables(spark: SparkSession): Promise<Table[]> {
  const names = tableStatements().map((statement) => /VIEW (\w+)/.exec(statement)![1]!);
  return Promise.all(
    names.map(async (name) => {
      const { fields } = await spark.table(name).schema();
      const columns = fields.map((field) => ({ name: field.name, type: generalized(field.dataType.simpleString()) }));
      return { name, columns };
    }),
  );
}

import { tableFromIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { useExecutor } from "../../../test/support/executor.ts";
import { valuesOfTypes } from "../../../test/support/values-of-types.ts";
import { type DataType, IntegerType, StringType, type StructType } from "../../types/index.ts";
import { arrowBatches, type Rows } from "../duckdb/index.ts";
import type { ResolvedColumn, ResolvedExpression, ResolvedRelation } from "../plan/index.ts";
import { literalRows } from "./literal-rows.ts";

const settings = { timeZone: "America/New_York", ansi: true };
const { executor } = await useExecutor();

const column = (id: number, type: DataType, name = `c${id}`): ResolvedColumn => ({
  kind: "column",
  id,
  name,
  type,
  nullable: true,
  qualifier: [],
});
const literal = (type: DataType, value: unknown): ResolvedExpression => ({
  kind: "literal",
  type,
  nullable: value === null,
  value,
});
const values = (type: DataType, rows: readonly unknown[]): ResolvedRelation => ({
  kind: "values",
  output: [column(1, type)],
  rows: rows.map((value) => [literal(type, value)]),
});

/** What a client sees of rows, batch by batch; what lies under a NULL is nobody's business. */
async function seen({ result, schema }: { readonly result: Rows; readonly schema: StructType }): Promise<unknown[]> {
  const batches: unknown[] = [];
  for await (const { ipc, rowCount } of arrowBatches(result, schema, { timeZone: "UTC" })) {
    const table = tableFromIPC(ipc);
    batches.push([rowCount, String(table.schema), ...table.toArray().map(String)]);
  }
  return batches;
}

/** The rows of a plan, straight from its literals and from the database. */
async function both(plan: ResolvedRelation): Promise<[unknown[], unknown[]]> {
  expect(literalRows(plan)).toBeDefined();
  const opened = await executor.open(plan, { settings });
  return [await seen(opened), await seen(await executor.execute(plan, { settings }))];
}

test.each(valuesOfTypes.map(([type, rows]) => [type.simpleString(), type, rows] as const))(
  "literals of %s are what the database makes of them",
  async (_name, type, rows) => {
    const [direct, computed] = await both(values(type, rows));
    expect(direct).toEqual(computed);
  },
);

test.each([
  ["a text with a zero", new StringType(), ["a\0b"]],
  ["no rows", new IntegerType(), []],
  ["more rows than a chunk has", new IntegerType(), Array.from({ length: 5000 }, (_, i) => i)],
])("%s", async (_name, type, rows) => {
  const [direct, computed] = await both(values(type, rows));
  expect(direct).toEqual(computed);
});

test("a SELECT of literals and of columns that are literals", async () => {
  const input = values(new IntegerType(), [1, null, 3]);
  const plan: ResolvedRelation = {
    kind: "project",
    input,
    output: [column(2, new StringType(), "x"), column(1, new IntegerType(), "x")],
    items: [
      { column: column(2, new StringType(), "x"), expression: literal(new StringType(), "s") },
      { column: column(1, new IntegerType(), "x"), expression: column(1, new IntegerType()) },
    ],
  };
  expect(literalRows(plan)).toEqual([
    ["s", 1],
    ["s", null],
    ["s", 3],
  ]);
  const [direct, computed] = await both(plan);
  expect(direct).toEqual(computed);
});

test("one row without columns", async () => {
  const [direct, computed] = await both({ kind: "values", output: [], rows: [[]] });
  expect(direct).toEqual(computed);
});

test("what has to be computed, or comes from elsewhere, is for the database", () => {
  const cast: ResolvedExpression = {
    kind: "cast",
    type: new StringType(),
    nullable: false,
    child: literal(new IntegerType(), 1),
    mode: "ansi",
    implicit: false,
  };
  const input = values(new IntegerType(), [1]);
  const project = (expression: ResolvedExpression): ResolvedRelation => ({
    kind: "project",
    input,
    output: [column(2, new StringType())],
    items: [{ column: column(2, new StringType()), expression }],
  });
  expect(literalRows(project(cast))).toBeUndefined();
  expect(literalRows(project(column(9, new StringType())))).toBeUndefined();
  expect(literalRows({ ...input, rows: [[cast]] } as ResolvedRelation)).toBeUndefined();
  expect(literalRows({ kind: "range", output: [], start: 0n, end: 1n, step: 1n })).toBeUndefined();
});

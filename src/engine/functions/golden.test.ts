import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useExecutor } from "../../../test/support/executor.ts";
import { resolve, testContext } from "../../../test/support/plans.ts";
import { SparkException } from "../../common/index.ts";
import { StringType } from "../../types/index.ts";
import { rowsOf } from "../duckdb/index.ts";
import type { ResolvedRelation } from "../plan/index.ts";
import { parseQuery } from "../sql/index.ts";
import { knownDifferences } from "./golden/differences.ts";

/** What real Spark made of a line, as scripts/spark/record-functions.py wrote it down. */
interface Recorded {
  readonly zone: string;
  readonly sql: string;
  readonly names?: readonly string[];
  readonly types?: readonly string[];
  readonly nullable?: readonly boolean[];
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly error?: string;
}

type Outcome = Omit<Recorded, "zone" | "sql">;

const folder = new URL("./golden/", import.meta.url);
const stringType = new StringType();

const { executor } = await useExecutor();

/** The plan with every column cast to text, as Spark shows it. */
function asText(input: ResolvedRelation): ResolvedRelation {
  // A cast of an untyped NULL would not evaluate what may be raise_error().
  if (input.output.every((column) => column.type.kind === "void")) return input;
  const items = input.output.map((column, i) => ({
    expression: {
      kind: "cast",
      child: column,
      type: stringType,
      nullable: true,
      mode: "ansi",
      implicit: false,
    } as const,
    column: { ...column, id: 1_000_000 + i, name: `c${i}`, type: stringType, nullable: true },
  }));
  // Behind a limit the values have names: their SQL, which may be long, is not repeated within the SQL of their texts.
  const named: ResolvedRelation = { kind: "limit", input, limit: 1000n, offset: 0n, output: input.output };
  return { kind: "project", input: named, items, output: items.map((item) => item.column) };
}

async function outcomeOf({ sql, zone }: Recorded): Promise<Outcome> {
  const settings = { timeZone: zone, ansi: true };
  try {
    let id = 0;
    const nextId = (): number => ++id;
    const context = testContext({ nextId });
    const plan = resolve(parseQuery(`SELECT ${sql}`, { timeZone: zone }), {
      ...context,
      settings: { ...context.settings, ...settings },
    });
    const execution = await executor.execute(asText(plan), { settings });
    const rows: (string | null)[][] = [];
    for await (const batch of rowsOf(execution.result, execution.schema)) rows.push(...(batch as (string | null)[][]));
    return {
      names: plan.output.map((column) => column.name),
      types: plan.output.map((column) => column.type.simpleString()),
      nullable: plan.output.map((column) => column.nullable),
      rows,
    };
  } catch (error) {
    return { error: error instanceof SparkException ? error.condition : String(error) };
  }
}

const shortened = (digits: string): string => String(Number(Number(digits).toPrecision(12))).replace(/^-?\d+$/, "$&.0");

/** Doubles agree to 12 digits, since sums and roots may differ in the last ones; no line asks for an order of rows. */
function rounded(rows: Recorded["rows"]): unknown {
  const number = /-?\d+\.\d{13,}(?:E-?\d+)?/g;
  return rows
    ?.map((row) => row.map((text) => text?.replace(number, shortened) ?? null))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const records = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recorded[];
  describe(file.replace(".json", ""), () => {
    for (const recorded of records)
      test(`${recorded.zone}: ${recorded.sql}`, async () => {
        const { rows, ...actual } = await outcomeOf(recorded);
        const { zone: _zone, sql, rows: wantedRows, ...wanted } = recorded;
        const pair = [
          { ...actual, rows: rounded(rows) },
          { ...wanted, rows: rounded(wantedRows) },
        ];
        if (knownDifferences.has(sql)) expect(pair[0]).not.toEqual(pair[1]);
        else expect(pair[0]).toEqual(pair[1]);
      });
  });
}

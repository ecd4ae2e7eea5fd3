import { describe, expect, it } from "vitest";
import { folderTarget, produce, transaction } from "../../generator/index.ts";
import { FileSystems } from "../../storage/index.ts";
import { compare } from "./check.ts";

async function ledgerOf(count: number) {
  const target = { ...folderTarget(new FileSystems().resolve("/")), put: async (name: string) => name };
  const production = produce(transaction, target, { count, seed: 1, ledger: { by: "currency", sum: "amount" } });
  await production.finish();
  return production.ledger!;
}

describe("compare", () => {
  it("finds totals equal, in any order", async () => {
    const ledger = await ledgerOf(50);
    const rows = [...ledger.entries]
      .map(([key, { count, sum }]) => ({ currency: String(key), transactions: BigInt(count), total_amount: sum }))
      .reverse();
    const { isEqual, table, verdict } = compare(ledger, rows);
    expect(isEqual).toBe(true);
    expect(verdict).toMatch(/^emitted = counted: 50 transactions, [\d,]+ in all$/);
    expect(table.map((line) => line.split("|")[1]?.trim()).filter(Boolean)).toEqual([
      "currency",
      "EUR",
      "GBP",
      "USD",
      "all",
    ]);
  });

  it.each(["one unit", "one transaction", "a currency that is missing", "a currency too many"])(
    "finds a difference of %s",
    async (difference) => {
      const ledger = await ledgerOf(50);
      const rows = [...ledger.entries].map(([key, { count, sum }]) => ({
        currency: String(key) as string | null,
        transactions: BigInt(count),
        total_amount: sum as bigint | null,
      }));
      if (difference === "one unit") rows[0]!.total_amount! += 1n;
      if (difference === "one transaction") rows[0]!.transactions -= 1n;
      if (difference === "a currency that is missing") rows.pop();
      if (difference === "a currency too many") rows.push({ currency: null, transactions: 1n, total_amount: null });
      const { isEqual, verdict } = compare(ledger, rows);
      expect(isEqual).toBe(false);
      expect(verdict).toContain("differ");
    },
  );
});

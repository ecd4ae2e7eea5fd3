import { oneOf } from "./fields/choice.ts";
import { long } from "./fields/numbers.ts";
import { username } from "./fields/username.ts";
import { type RecordDefinition, record } from "./record.ts";

/** A payment of the tutorial. */
export interface Transaction {
  username: string;
  currency: "GBP" | "USD" | "EUR";
  /** In whole units, 100 to 200,000. */
  amount: bigint;
}

/** The record that `millrace produce` and the demo make where no other is named. */
export const transaction: RecordDefinition<Transaction> = record("transaction", {
  username: username(),
  currency: oneOf(["GBP", "USD", "EUR"]),
  amount: long({ min: 100, max: 200_000 }),
});

import { expectTypeOf, test } from "vitest";
import { DoubleType, LongType, type StructType, type Timestamp, type ValueOf } from "../types/index.ts";
import { field, type RecordDefinition, record, type Transaction, transaction } from "./index.ts";
import { produce } from "./produce.ts";
import type { Target } from "./targets.ts";

const payment = record("payment", {
  username: field.string(({ faker }) => faker.internet.username()),
  currency: field.oneOf(["GBP", "USD", "EUR"]),
  amount: field.long({ min: 100, max: 200_000 }),
});

test("records have the values of their fields", () => {
  expectTypeOf(payment).toEqualTypeOf<
    RecordDefinition<{ username: string; currency: "GBP" | "USD" | "EUR"; amount: bigint }>
  >();
  expectTypeOf(payment.create()).toEqualTypeOf<Transaction>();
  expectTypeOf(transaction.create().amount).toEqualTypeOf<bigint>();
});

test("schemas widen literals, since a file can hold any text", () => {
  expectTypeOf(payment.schema).toEqualTypeOf<StructType<{ username: string; currency: string; amount: bigint }>>();
  expectTypeOf<ValueOf<typeof payment.schema>["currency"]>().toEqualTypeOf<string>();
});

test("all kinds of fields have their values", () => {
  const all = record("all", {
    weighted: field.weighted({ a: 3, b: 1 }),
    pairs: field.weighted([
      [1, 0.5],
      [2, 0.5],
    ]),
    int: field.int(),
    double: field.double({ fractionDigits: 2 }),
    decimal: field.decimal({ precision: 12, scale: 2 }),
    flag: field.boolean(),
    at: field.timestamp(),
    day: field.date({ from: "2026-01-01", to: "2026-12-31" }),
    id: field.uuid(),
    number: field.sequence(),
    nested: field.object({ city: field.string(({ faker }) => faker.location.city()).optional() }),
    tags: field.array(field.oneOf(["x", "y"])),
    latitude: field.custom(new DoubleType(), ({ faker }) => faker.location.latitude()),
  });
  expectTypeOf(all.create()).toEqualTypeOf<{
    weighted: "a" | "b";
    pairs: 1 | 2;
    int: number;
    double: number;
    decimal: string;
    flag: boolean;
    at: Timestamp;
    day: Date;
    id: string;
    number: bigint;
    nested: { city: string | null };
    tags: ("x" | "y")[];
    latitude: number;
  }>();
  expectTypeOf<ValueOf<typeof all.schema>["tags"]>().toEqualTypeOf<string[]>();
  expectTypeOf<ValueOf<typeof all.schema>["pairs"]>().toEqualTypeOf<number>();
  expectTypeOf<ValueOf<typeof all.schema>["at"]>().toEqualTypeOf<Timestamp>();
  expectTypeOf<ValueOf<typeof all.schema>["flag"]>().toEqualTypeOf<boolean>();
  expectTypeOf<ValueOf<typeof all.schema>["nested"]>().toEqualTypeOf<{ city: string | null }>();
});

test("extend, omit and derive change the row", () => {
  const changed = payment
    .extend({ currency: field.oneOf([826, 840]), id: field.uuid() })
    .derive("pence", new LongType(), (row) => row.amount * 100n)
    .omit("username", "amount");
  expectTypeOf(changed.create()).toEqualTypeOf<{ currency: 826 | 840; id: string; pence: bigint }>();
  // @ts-expect-error no such field
  payment.omit("amont");
  // @ts-expect-error no such field
  payment.derive("x", new LongType(), (row) => row.amont);
  // @ts-expect-error not a bigint
  payment.derive("x", new LongType(), (row) => row.username);
});

test("records nest", () => {
  const batch = record("batch", { payments: field.array(payment.asField()), first: payment.asField().optional() });
  expectTypeOf(batch.create()).toEqualTypeOf<{ payments: Transaction[]; first: Transaction | null }>();
  expectTypeOf<ValueOf<typeof batch.schema>["first"]>().toEqualTypeOf<{
    username: string;
    currency: string;
    amount: bigint;
  } | null>();
});

test("wrong values are refused", () => {
  // @ts-expect-error not one of the currencies
  payment.create({ currency: "CHF" });
  // @ts-expect-error amount is missing
  payment.serialize({ username: "a", currency: "GBP" });
  // @ts-expect-error a number where a field belongs
  record("wrong", { a: 1 });
});

test("ledgers know the fields they can add up", () => {
  const target = {} as Target;
  expectTypeOf(produce<Transaction>)
    .parameter(2)
    .not.toBeAny();
  const run = () => produce(payment, target, { ledger: { by: "currency", sum: "amount" } });
  expectTypeOf(run).returns.toHaveProperty("ledger");
  // @ts-expect-error text cannot be added up
  () => produce(payment, target, { ledger: { sum: "username" } });
});

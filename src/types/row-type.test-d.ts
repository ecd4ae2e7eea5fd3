import { expectTypeOf, test } from "vitest";
import {
  ArrayType,
  DecimalType,
  IntegerType,
  LongType,
  MapType,
  notNull,
  parseDdl,
  type RowOf,
  StringType,
  StructType,
  struct,
  type Timestamp,
} from "./index.ts";

test("struct() infers rows, nested types included", () => {
  const schema = struct({
    currency: notNull(new StringType()),
    amount: new LongType(),
    tags: new ArrayType(new StringType()),
    rates: notNull(new MapType(new StringType(), new DecimalType(10, 2))),
    place: struct({ city: new StringType() }),
  });
  expectTypeOf<RowOf<typeof schema>>().toEqualTypeOf<{
    currency: string;
    amount: bigint | null;
    tags: (string | null)[] | null;
    rates: Map<string, string | null>;
    place: { city: string | null } | null;
  }>();
});

test("add() grows the row type", () => {
  const schema = new StructType().add("currency", "string", false).add("amount", "LONG".toLowerCase() as "long");
  expectTypeOf(schema).toEqualTypeOf<StructType<{ currency: string; amount: bigint | null }>>();
  const typed = schema.add("n", new IntegerType());
  expectTypeOf<RowOf<typeof typed>>().toEqualTypeOf<{ currency: string; amount: bigint | null; n: number | null }>();
  // @ts-expect-error no type has this name
  new StructType().add("a", "strin");
});

test("parseDdl() infers the rows of flat schemas", () => {
  const schema = parseDdl(
    "currency STRING NOT NULL, amount: bigint, price decimal(10,2), at timestamp,d interval day to second",
  );
  expectTypeOf<RowOf<typeof schema>>().toEqualTypeOf<{
    currency: string;
    amount: bigint | null;
    price: string | null;
    at: Timestamp | null;
    d: bigint | null;
  }>();
});

test("parseDdl() gives any row where the compiler cannot tell", () => {
  const nested = parseDdl("a array<int>, b string");
  expectTypeOf<RowOf<typeof nested>>().toEqualTypeOf<Record<string, unknown>>();
  const unknown = parseDdl("a int" as string);
  expectTypeOf<RowOf<typeof unknown>>().toEqualTypeOf<Record<string, unknown>>();
});

test("a schema of known rows is a schema", () => {
  expectTypeOf(struct({ a: new LongType() })).toExtend<StructType>();
  expectTypeOf<RowOf<StructType>>().toEqualTypeOf<Record<string, unknown>>();
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DoubleType, LongType, StringType } from "../types/index.ts";
import { type Field, field, type RecordDefinition, record, transaction } from "./index.ts";

const lines = (definition: RecordDefinition<object>, count: number, from = 0): string[] =>
  Buffer.concat([...definition.ndjson({ count, from })])
    .toString()
    .split("\n")
    .slice(0, -1);

/** A record with every kind of field. */
const everything = record("everything", {
  username: field.username(),
  text: field.string(({ faker, index }) => `${index} ${faker.lorem.sentence()} é"\\\u{1f600}`),
  oneOf: field.oneOf(["GBP", "€"]),
  weighted: field.weighted([
    [1.5, 1],
    [2, 3],
  ]),
  long: field.long({ min: -(2n ** 62n), max: 2n ** 62n }),
  short: field.long({ min: -5, max: 5 }),
  int: field.int({ min: -100_000, max: 2_000_000_000 }),
  double: field.double({ min: -1e6, max: 1e6 }),
  rounded: field.double({ max: 10, fractionDigits: 2 }),
  decimal: field.decimal({ min: "-99999999999999999999.99", max: "99999999999999999999.99", precision: 22, scale: 2 }),
  flag: field.boolean(0.3),
  at: field.timestamp({ from: "1960-01-01", to: "2030-01-01" }),
  now: field.timestamp("now"),
  day: field.date({ from: "1960-01-01", to: "2030-01-01" }),
  uuid: field.uuid(),
  sequence: field.sequence({ start: 7, step: 3 }),
  nested: field.object({ a: field.int().optional(0.5), b: field.object({ c: field.uuid().optional(0.5) }) }),
  list: field.array(field.object({ x: field.oneOf(["p", "q"]).optional(0.5) }).optional(0.2), { max: 3 }),
  constant: field.constant(1n),
  custom: field.custom(new DoubleType(), ({ faker }) => faker.location.latitude()),
  missing: field.long().optional(1),
});

describe("one seed, one sequence of records", () => {
  test("create, serialize, at, ndjson agree, in any order, for every field", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), (seed, from) => {
        const seeded = everything.seed(seed);
        const bulk = lines(seeded, 3, from);
        for (const i of [2, 0, 1]) expect(seeded.serialize(seeded.at(from + i))).toBe(bulk[i]);
        const fresh = everything.seed(seed);
        expect(fresh.serialize()).toBe(lines(seeded, 1)[0]);
        expect(fresh.serialize(fresh.create())).toBe(lines(seeded, 1, 1)[0]);
      }),
      { numRuns: 50 },
    );
  });

  test("the bytes do not change", () => {
    expect(lines(transaction.seed(1), 5)).toMatchInlineSnapshot(`
      [
        "{"username":"Alisha17","currency":"GBP","amount":172721}",
        "{"username":"Marvin_Fahey","currency":"GBP","amount":173558}",
        "{"username":"Rubie58","currency":"USD","amount":187750}",
        "{"username":"Jacynthe_Hilpert94","currency":"USD","amount":149761}",
        "{"username":"Sigurd.Haag","currency":"EUR","amount":42776}",
      ]
    `);
    expect(lines(everything.omit("custom", "text").seed("all"), 2)).toMatchInlineSnapshot(`
      [
        "{"username":"Derick_King74","oneOf":"€","weighted":2.0,"long":2305513176315180019,"short":2,"int":1182956937,"double":428544.07668774395,"rounded":8.87,"decimal":-68426140237145867207.53,"flag":false,"at":"1971-12-12T03:51:59.125Z","now":"2026-01-01T00:00:00.000Z","day":"1972-12-12","uuid":"ffd15c39-bd9f-49a8-93cd-be3d259efb0c","sequence":7,"nested":{"b":{"c":"33d5dee7-fdf1-4813-a4cb-601b462abd19"}},"list":[],"constant":1}",
        "{"username":"Roosevelt36","oneOf":"GBP","weighted":1.5,"long":-2447358313497723115,"short":2,"int":514356201,"double":860389.537744744,"rounded":8.45,"decimal":19304142759399934295.64,"flag":false,"at":"2003-08-15T02:17:31.764Z","now":"2026-01-01T00:00:01.000Z","day":"2000-12-26","uuid":"85398ed0-cad9-46f8-8cfb-bff96beba523","sequence":10,"nested":{"a":1392609886,"b":{"c":"dfe17c6c-2e44-4229-b688-8d348f9f9c6b"}},"list":[null],"constant":1}",
      ]
    `);
  });

  test("seeds differ; a number and its text are one seed", () => {
    expect(lines(transaction.seed(1), 3)).not.toEqual(lines(transaction.seed(2), 3));
    expect(lines(transaction.seed(1), 3)).toEqual(lines(transaction.seed("1"), 3));
  });

  test("without a seed each definition makes other records", () => {
    const one = (): RecordDefinition<object> => record("r", { id: field.uuid() });
    expect(one().serialize()).not.toBe(one().serialize());
  });

  test("other fields do not change when one is added, replaced or left out", () => {
    const base = transaction.seed(3);
    const changed = base.extend({ id: field.uuid(), username: field.constant("x") }).omit("currency");
    for (let i = 0; i < 20; i++) expect(changed.create().amount).toBe(base.create().amount);
  });

  test("records with the same fields but another name differ", () => {
    const fields = { amount: field.long() };
    expect(record("a", fields).seed(1).serialize()).not.toBe(record("b", fields).seed(1).serialize());
  });
});

describe("JSON", () => {
  test("has the form that file sources read", () => {
    expect(transaction.serialize({ username: "jjohnson", currency: "GBP", amount: 102884n })).toBe(
      '{"username":"jjohnson","currency":"GBP","amount":102884}',
    );
    expect(transaction.serialize()).toMatch(/^\{"username":"[\w.-]+","currency":"(GBP|USD|EUR)","amount":\d{3,6}\}$/);
  });
  test("leaves nulls out, wherever they stand", () => {
    const sparse = (a: Field<unknown>, b: Field<unknown>): string => record("r", { a, b }).serialize();
    const [none, one] = [field.int().optional(1), field.constant(1)];
    expect(sparse(none, one)).toBe('{"b":1}');
    expect(sparse(one, none)).toBe('{"a":1}');
    expect(sparse(none, none)).toBe("{}");
  });
  test("is chunked by whole lines", () => {
    const chunks = [...transaction.seed(1).ndjson({ count: 1000, chunkBytes: 1000 })];
    expect(chunks.length).toBeGreaterThan(50);
    for (const chunk of chunks) expect(chunk.at(-1)).toBe(0x0a);
    expect([...transaction.ndjson({ count: 0 })]).toEqual([]);
  });
  test("refuses values of the wrong type", () => {
    const wrong = { username: "a", currency: "GBP", amount: 1 } as unknown as ReturnType<typeof transaction.create>;
    expect(() => transaction.serialize(wrong)).toThrow(/A bigint cannot be made from number 1/);
  });
});

describe("definitions", () => {
  test("have a nullable schema in the order of the fields", () => {
    expect(transaction.schema.simpleString()).toBe("struct<username:string,currency:string,amount:bigint>");
    expect(transaction.schema.fields.every(({ nullable }) => nullable)).toBe(true);
  });
  test("overrides take the place of what would be made and move nothing else", () => {
    const [plain, changed] = [transaction.seed(1), transaction.seed(1)];
    expect(changed.create({ currency: "GBP" })).toEqual({ ...plain.create(), currency: "GBP" });
    expect(changed.create()).toEqual(plain.create());
  });
  test("extend keeps the place of a replaced field", () => {
    const extended = transaction.extend({ currency: field.oneOf(["CHF"]), id: field.sequence() });
    expect(extended.schema.names).toEqual(["username", "currency", "amount", "id"]);
    expect(extended.create()).toMatchObject({ currency: "CHF", id: 0n });
  });
  test("derived fields see the fields before them and overrides", () => {
    const derived = transaction
      .derive("pence", new LongType(), (row) => row.amount * 100n)
      .derive("label", new StringType(), (row, { index }) => (index === 0 ? null : `${row.currency} ${row.pence}`))
      .seed(1);
    expect(derived.create({ amount: 5n })).toMatchObject({ amount: 5n, pence: 500n, label: null });
    const second = derived.at(1);
    expect(second.label).toBe(`${second.currency} ${second.amount * 100n}`);
    expect(lines(derived, 2)[1]).toBe(derived.serialize(second));
  });
  test("omitted fields are still there for derived ones, and only for them", () => {
    const derived = transaction
      .derive("pence", new LongType(), (row) => row.amount * 100n)
      .omit("amount")
      .seed(1);
    const { amount } = transaction.seed(1).create();
    const row = derived.create();
    expect(Object.keys(row)).toEqual(["username", "currency", "pence"]);
    expect(row.pence).toBe(amount * 100n);
    expect(derived.schema.names).toEqual(["username", "currency", "pence"]);
    expect(Object.keys(JSON.parse(derived.serialize()))).toEqual(["username", "currency", "pence"]);
  });
  test("records nest", () => {
    const batch = record("batch", { id: field.sequence(), payment: transaction.asField() }).seed(1);
    expect(batch.schema.simpleString()).toBe(
      "struct<id:bigint,payment:struct<username:string,currency:string,amount:bigint>>",
    );
    const { payment } = batch.at(0);
    expect(batch.serialize()).toBe(`{"id":0,"payment":${transaction.serialize(payment)}}`);
    const derived = transaction.derive("pence", new LongType(), (row) => row.amount);
    expect(() => derived.asField()).toThrow(/derived field pence in a nested record/);
  });
  test("wrong names and indexes are refused", () => {
    expect(() => transaction.omit("amont" as "amount")).toThrow(
      expect.objectContaining({
        condition: "GENERATOR_UNKNOWN_FIELD",
        message: expect.stringContaining("username, currency, amount"),
      }),
    );
    expect(() => record("a/b", {})).toThrow(/letters, digits/);
    expect(() => transaction.at(-1)).toThrow(/whole number from 0/);
  });
});

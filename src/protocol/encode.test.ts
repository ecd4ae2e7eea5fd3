import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import {
  ExecutePlanResponseSchema,
  encode,
  file_spark_connect_service,
  RelationSchema,
  StatusSchema,
} from "./index.ts";

type Init = Record<string, unknown>;

/** Every kind of message that a call may carry. */
function allMessages(): DescMessage[] {
  const found = new Set<DescMessage>([StatusSchema]);
  const add = (desc: DescMessage): void => {
    if (found.has(desc)) return;
    found.add(desc);
    for (const { message } of desc.fields) if (message !== undefined) add(message);
  };
  for (const { methods } of file_spark_connect_service.services)
    for (const { input, output } of methods) for (const desc of [input, output]) add(desc);
  return [...found];
}

const scalars: Readonly<Partial<Record<ScalarType, readonly [some: unknown, zero: unknown]>>> = {
  [ScalarType.DOUBLE]: [-1.5, 0],
  [ScalarType.FLOAT]: [0.25, 0],
  [ScalarType.INT64]: [-(2n ** 63n), 0n],
  [ScalarType.UINT64]: [2n ** 64n - 1n, 0n],
  [ScalarType.INT32]: [-2_000_000_000, 0],
  [ScalarType.BOOL]: [true, false],
  [ScalarType.STRING]: ["Grüße 👋", ""],
  [ScalarType.BYTES]: [new Uint8Array([0, 255]), new Uint8Array()],
  [ScalarType.UINT32]: [4_000_000_000, 0],
};

/** A field's value, for messages within messages down to a depth. */
function fieldValue(field: DescField, zero: boolean, depth: number): unknown {
  const single = (): unknown => {
    if (field.message !== undefined) return depth === 0 ? {} : initOf(field.message, 0, zero, depth - 1);
    if (field.enum !== undefined) return field.enum.values.at(zero ? 0 : -1)!.number;
    return scalars[field.scalar!]![zero ? 1 : 0];
  };
  if (field.fieldKind === "list") return zero ? [] : [single(), single()];
  return field.fieldKind === "map" ? { key: single(), "": single() } : single();
}

/** A message with all of its fields set; of those that exclude each other, the one at a place. */
function initOf(desc: DescMessage, place: number, zero: boolean, depth = 2): Init {
  const init: Init = {};
  for (const field of desc.fields)
    if (field.oneof === undefined) init[field.localName] = fieldValue(field, zero, depth);
  for (const { fields, localName } of desc.oneofs) {
    const field = fields[place % fields.length]!;
    init[localName] = { case: field.localName, value: fieldValue(field, zero, depth) };
  }
  return init;
}

describe("what is encoded is what the library encodes", () => {
  test.each(allMessages().map((desc) => [desc.typeName, desc] as const))("%s", (_, desc) => {
    const cases = Math.max(1, ...desc.oneofs.map(({ fields }) => fields.length));
    const inits: Init[] = [{}];
    for (let place = 0; place < cases; place++) inits.push(initOf(desc, place, false), initOf(desc, place, true, 0));
    for (const init of inits) {
      const message = create(desc, init as MessageInitShape<DescMessage>);
      const expected = toBinary(desc, message);
      for (const given of [init as MessageInitShape<DescMessage>, message]) {
        const bytes = encode(desc, given);
        expect(bytes.length).toBe(expected.length);
        // The order of fields is free.
        expect(toBinary(desc, fromBinary(desc, bytes))).toEqual(expected);
      }
    }
  });
});

test("fields that nobody knows go on as they came", () => {
  const message = create(RelationSchema, { relType: { case: "sql", value: { query: "SELECT 1" } } });
  message.$unknown = [{ no: 5000, wireType: WireType.Varint, data: new Uint8Array([7]) }];
  const answer = { sessionId: "s", responseType: { case: "sqlCommandResult", value: { relation: message } } } as const;
  const bytes = encode(ExecutePlanResponseSchema, answer);
  const { responseType } = fromBinary(ExecutePlanResponseSchema, bytes);
  expect(responseType.case === "sqlCommandResult" && responseType.value.relation?.$unknown).toEqual(message.$unknown);
});

test("a field takes no value of another kind", () => {
  const wrong = { sessionId: "s", responseType: { case: "arrowBatch", value: { rowCount: "many" } } } as const;
  expect(() => encode(ExecutePlanResponseSchema, wrong as never)).toThrow("Cannot convert many to a BigInt");
});

import {
  type DescField,
  type DescMessage,
  type DescOneof,
  type MessageInitShape,
  ScalarType,
  type UnknownField,
} from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { FeatureSet_FieldPresence as Presence } from "@bufbuild/protobuf/wkt";

type Writer<Value = unknown> = (to: BinaryWriter, value: Value) => void;
type Fields = Readonly<Record<string, unknown>> & { readonly $unknown?: readonly UnknownField[] };

const writers = new WeakMap<DescMessage, Writer<Fields>>();

/**
 * The bytes of a message that is given by its fields. What is to be done for a kind of message is worked out once from its description,
 * and nothing but the bytes is made of it: to make a message first and reflect on each of its fields takes several times as long.
 *
 * For messages of proto3, without groups and without the wrappers that libraries show as bare values.
 *
 * @throws Error for a value that its field cannot have
 */
export function encode<Desc extends DescMessage>(desc: Desc, message: MessageInitShape<Desc>): Uint8Array {
  const to = new BinaryWriter();
  writerOf(desc)(to, message as Fields);
  return to.finish();
}

function writerOf(desc: DescMessage): Writer<Fields> {
  const known = writers.get(desc);
  if (known !== undefined) return known;
  let parts: Writer<Fields>[] | undefined;
  const write: Writer<Fields> = (to, message) => {
    // Not before the first message is written: kinds of messages contain each other.
    parts ??= desc.members.map((member) => (member.kind === "oneof" ? oneofWriter(member) : memberWriter(member)));
    for (const part of parts) part(to, message);
    for (const { no, wireType, data } of message.$unknown ?? []) to.tag(no, wireType).raw(data);
  };
  writers.set(desc, write);
  return write;
}

/** Writes the field of a group that is set, whatever its value. */
function oneofWriter({ localName, fields }: DescOneof): Writer<Fields> {
  const cases = new Map(fields.map((field) => [field.localName, fieldWriter(field)]));
  return (to, message) => {
    const set = message[localName] as { readonly case?: string; readonly value?: unknown } | undefined;
    if (set?.case !== undefined) cases.get(set.case)?.(to, set.value);
  };
}

/** Writes a field where it is set; one without presence, where its value is not what a reader takes for it anyway. */
function memberWriter(field: DescField): Writer<Fields> {
  const { localName } = field;
  const write = fieldWriter(field);
  const isLeftOut = field.presence === Presence.IMPLICIT ? isZero : isUnset;
  return (to, message) => {
    const value = message[localName];
    if (!isLeftOut(value)) write(to, value);
  };
}

const isUnset = (value: unknown): boolean => value === undefined || value === null;

const isZero = (value: unknown): boolean =>
  isUnset(value) ||
  value === "" ||
  value === false ||
  value === 0n ||
  Object.is(value, 0) ||
  (value instanceof Uint8Array && value.length === 0);

function fieldWriter(field: DescField): Writer {
  const { number } = field;
  switch (field.fieldKind) {
    case "scalar":
    case "enum":
      return taggedWriter(number, scalarOf(field));
    case "message":
      return messageWriter(number, field.message);
    case "list": {
      const items =
        field.listKind === "message" ? messageWriter(number, field.message) : taggedWriter(number, scalarOf(field));
      if (!field.packed) {
        return (to, values) => {
          for (const value of values as readonly unknown[]) items(to, value);
        };
      }
      const write = scalarWriters[scalarOf(field)];
      return (to, values) => {
        if ((values as readonly unknown[]).length === 0) return;
        to.tag(number, WireType.LengthDelimited).fork();
        for (const value of values as readonly unknown[]) write(to, value);
        to.join();
      };
    }
    case "map": {
      if (field.mapKey !== ScalarType.STRING) throw new Error(`${field.toString()} has other keys than texts`);
      const writeKey = taggedWriter(1, field.mapKey);
      const writeValue =
        field.mapKind === "message" ? messageWriter(2, field.message) : taggedWriter(2, scalarOf(field));
      return (to, entries) => {
        for (const [key, value] of Object.entries(entries as Fields)) {
          to.tag(number, WireType.LengthDelimited).fork();
          writeKey(to, key);
          writeValue(to, value);
          to.join();
        }
      };
    }
  }
}

/** A number of an enum goes as an int32. */
const scalarOf = ({ scalar }: { readonly scalar?: ScalarType | undefined }): ScalarType => scalar ?? ScalarType.INT32;

function messageWriter(number: number, desc: DescMessage): Writer {
  const write = writerOf(desc);
  return (to, message) => {
    to.tag(number, WireType.LengthDelimited).fork();
    write(to, message as Fields);
    to.join();
  };
}

function taggedWriter(number: number, type: ScalarType): Writer {
  const write = scalarWriters[type];
  const wireType = wireTypes.get(type) ?? WireType.Varint;
  return (to, value) => {
    to.tag(number, wireType);
    write(to, value);
  };
}

/** Those that are no number of variable length. */
const wireTypes: ReadonlyMap<ScalarType, WireType> = new Map([
  [ScalarType.STRING, WireType.LengthDelimited],
  [ScalarType.BYTES, WireType.LengthDelimited],
  [ScalarType.DOUBLE, WireType.Bit64],
  [ScalarType.FIXED64, WireType.Bit64],
  [ScalarType.SFIXED64, WireType.Bit64],
  [ScalarType.FLOAT, WireType.Bit32],
  [ScalarType.FIXED32, WireType.Bit32],
  [ScalarType.SFIXED32, WireType.Bit32],
]);

const scalarWriters: Readonly<Record<ScalarType, Writer>> = {
  [ScalarType.DOUBLE]: (to, value) => to.double(value as number),
  [ScalarType.FLOAT]: (to, value) => to.float(value as number),
  [ScalarType.INT64]: (to, value) => to.int64(value as bigint),
  [ScalarType.UINT64]: (to, value) => to.uint64(value as bigint),
  [ScalarType.INT32]: (to, value) => to.int32(value as number),
  [ScalarType.FIXED64]: (to, value) => to.fixed64(value as bigint),
  [ScalarType.FIXED32]: (to, value) => to.fixed32(value as number),
  [ScalarType.BOOL]: (to, value) => to.bool(value as boolean),
  [ScalarType.STRING]: (to, value) => to.string(value as string),
  [ScalarType.BYTES]: (to, value) => to.bytes(value as Uint8Array),
  [ScalarType.UINT32]: (to, value) => to.uint32(value as number),
  [ScalarType.SFIXED32]: (to, value) => to.sfixed32(value as number),
  [ScalarType.SFIXED64]: (to, value) => to.sfixed64(value as bigint),
  [ScalarType.SINT32]: (to, value) => to.sint32(value as number),
  [ScalarType.SINT64]: (to, value) => to.sint64(value as bigint),
};

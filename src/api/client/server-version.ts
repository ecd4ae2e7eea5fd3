import { type DescEnum, type DescField, type DescMessage, isFieldSet, type Message } from "@bufbuild/protobuf";
import { sparkError } from "../../common/index.ts";
import { additions } from "../../protocol/index.ts";

/** Older servers than this do not know much of what all requests say. */
const OLDEST = "4.0.0";

/** A part of a request that not every server knows. */
interface Demand {
  readonly feature: string;
  /** The version of Spark that brought it. */
  readonly version: string;
}

/** What the API calls the additions that it can send. */
const features: Readonly<Record<string, string>> = {
  "SparkConnectService.CloneSession": "cloneSession()",
  "Read.DataSource.source_name": "readStream.name()",
  "WriteStreamOperationStart.real_time_batch_duration": "trigger({ realTime })",
};

const PACKAGE = "spark.connect.";

function demandOf({ typeName }: DescMessage | DescEnum, part: string): Demand | undefined {
  const name = `${typeName.slice(PACKAGE.length)}.${part}`;
  return methodDemand(name);
}

/** What a method demands of a server: `SparkConnectService.CloneSession`. */
export function methodDemand(name: string): Demand | undefined {
  const version = additions[name];
  return version === undefined ? undefined : { feature: features[name] ?? `'${name}' of the protocol`, version };
}

/**
 * The part of a message that only the newest servers know; undefined where all servers know all of it. Servers drop fields that they do
 * not know: the request would run without what they say.
 */
export function newestDemand(type: DescMessage, message: Message): Demand | undefined {
  let newest: Demand | undefined;
  const demand = (found: Demand | undefined) => {
    if (found !== undefined && (newest === undefined || isOlder(newest.version, found.version))) newest = found;
  };
  // Plans may be nested more deeply than calls can be.
  const open: [DescMessage, Message][] = [[type, message]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [desc, current] = next;
    for (const [field, values] of setFields(desc, current)) {
      demand(demandOf(desc, field.name));
      if (field.message) for (const value of values) open.push([field.message, value as Message]);
      if (field.enum)
        for (const value of values) demand(demandOf(field.enum, field.enum.value[value as number]?.name ?? ""));
    }
  }
  return newest;
}

/** The fields of a message that are set, with their values. */
function* setFields(desc: DescMessage, message: Message): Generator<[DescField, readonly unknown[]]> {
  const members = message as unknown as Readonly<Record<string, unknown>>;
  for (const member of desc.members) {
    const value = members[member.localName];
    if (member.kind === "oneof") {
      const chosen = value as { readonly case: string; readonly value: unknown } | { readonly case: undefined };
      if (chosen.case !== undefined) yield [desc.field[chosen.case]!, [chosen.value]];
    } else if (isFieldSet(message, member)) {
      if (member.fieldKind === "list") yield [member, value as readonly unknown[]];
      else yield [member, member.fieldKind === "map" ? Object.values(value as object) : [value]];
    }
  }
}

/**
 * @throws UnsupportedOperationException SERVER_TOO_OLD
 */
export function checkVersion(version: string, address: string, demand: Demand): void {
  if (!isOlder(version, demand.version)) return;
  throw sparkError("SERVER_TOO_OLD", { feature: demand.feature, needed: demand.version, version, address });
}

/** @throws UnsupportedOperationException SERVER_TOO_OLD for a server that this client cannot talk to */
export const checkOldest = (version: string, address: string): void =>
  checkVersion(version, address, { feature: "The protocol that this client speaks", version: OLDEST });

/** Compares the first two numbers of versions; other texts count as the newest version. */
export function isOlder(version: string, other: string): boolean {
  const [numbers, others] = [version, other].map((text) => /^(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number));
  if (numbers === undefined || others === undefined) return false;
  return numbers[0]! - others[0]! < 0 || (numbers[0] === others[0] && numbers[1]! < others[1]!);
}

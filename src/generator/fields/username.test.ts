import { Faker } from "@faker-js/faker";
import { faker as english } from "@faker-js/faker/locale/en";
import { describe, expect, test } from "vitest";
import { chiSquareLimit, chiSquareOfTwo } from "../../../test/chi-square.ts";
import { record } from "../record.ts";
import { string } from "./text.ts";
import { isUsernameCall, username } from "./username.ts";

const SAMPLE = 60_000;

function fakerSample(): string[] {
  const faker = new Faker({ locale: [english.rawDefinitions] });
  faker.seed(1);
  return Array.from({ length: SAMPLE }, () => faker.internet.username());
}

function compiledSample(): string[] {
  const users = record("user", { name: username() }).seed(1);
  return Array.from({ length: SAMPLE }, () => users.create().name);
}

const theirs = fakerSample();
const ours = compiledSample();

/** Compares how often both samples fall into each class; rare classes are put together. */
function expectSameDistribution(classify: (name: string) => string): void {
  const counts = new Map<string, [number, number]>();
  for (const [side, names] of [theirs, ours].entries()) {
    for (const name of names) {
      const key = classify(name);
      const pair = counts.get(key) ?? [0, 0];
      pair[side]!++;
      counts.set(key, pair);
    }
  }
  const cells: [number, number][] = [[0, 0]];
  for (const [left, right] of counts.values()) {
    if (left + right >= 20) cells.push([left, right]);
    else {
      cells[0]![0] += left;
      cells[0]![1] += right;
    }
  }
  const statistic = chiSquareOfTwo(
    cells.map(([left]) => left),
    cells.map(([, right]) => right),
  );
  expect(cells.length).toBeGreaterThan(1);
  expect(statistic).toBeLessThan(chiSquareLimit(cells.length));
}

const [, first, joint, last, number] = [0, 1, 2, 3, 4];
const parts = (name: string): string[] => /^([A-Za-z]+)(?:([._])([A-Za-z-]+))?(\d*)$/.exec(name)! as string[];

describe("usernames are distributed as Faker's", () => {
  test("form", () => {
    expectSameDistribution((name) => name.replaceAll(/[A-Za-z]+/g, "a").replaceAll(/\d+/g, "0"));
  });
  test("first names", () => expectSameDistribution((name) => parts(name)[first]!));
  test("last names", () => expectSameDistribution((name) => parts(name)[last] ?? ""));
  test("number", () => expectSameDistribution((name) => parts(name)[number]!));
  test("length", () => expectSameDistribution((name) => String(name.length)));
  test("joint and parity of the number together", () => {
    expectSameDistribution((name) => `${parts(name)[joint]}${Number(parts(name)[number] || 0) % 2}`);
  });
});

test("what could not come from Faker never occurs", () => {
  const known = new Set(theirs.flatMap((name) => parts(name)[first]!));
  const unknown = new Set(ours.map((name) => parts(name)[first]!).filter((name) => !known.has(name)));
  // 60,000 draws of about 3,000 names miss few of them.
  expect(unknown.size).toBeLessThan(30);
});

test("a bare call of Faker's username is recognised, other functions are not", () => {
  expect(isUsernameCall(({ faker }: { faker: typeof english }) => faker.internet.username())).toBe(true);
  expect(isUsernameCall(({ faker }: { faker: typeof english }) => faker.internet.username().toLowerCase())).toBe(false);
  expect(isUsernameCall(({ faker }: { faker: typeof english }) => faker.internet.displayName())).toBe(false);
});

test("the recognised call makes the same bytes as the field", () => {
  const called = record("user", { name: string(({ faker }) => faker.internet.username()) }).seed(1);
  const named = record("user", { name: username() }).seed(1);
  for (let i = 0; i < 100; i++) expect(called.serialize()).toBe(named.serialize());
});

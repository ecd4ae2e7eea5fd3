import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Turns } from "./turns.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** Takes turns by name; says who has begun. */
function takers(turns: Turns, names: string) {
  const begun: string[] = [];
  const done = new Map<string, () => void>();
  for (const name of names) {
    void turns.take().then((giveBack) => {
      begun.push(name);
      done.set(name, giveBack);
    });
  }
  return { begun, end: (name: string) => done.get(name)!() };
}

test("as many as there are places, then one by one in their order", async () => {
  const { begun, end } = takers(new Turns(2), "abcde");
  await nextTurn();
  expect(begun).toEqual(["a", "b"]);
  end("b");
  await nextTurn();
  expect(begun).toEqual(["a", "b", "c"]);
  end("a");
  end("c");
  await nextTurn();
  expect(begun).toEqual(["a", "b", "c", "d", "e"]);
});

test("a place is given back once, and is there for who comes later", async () => {
  const turns = new Turns(1);
  const first = takers(turns, "a");
  await nextTurn();
  first.end("a");
  first.end("a");
  const later = takers(turns, "bc");
  await nextTurn();
  expect(later.begun).toEqual(["b"]);
});

test("nobody waits for a long batch", async () => {
  const { begun, end } = takers(new Turns(1), "abc");
  await nextTurn();
  await vi.advanceTimersByTimeAsync(50);
  expect(begun).toEqual(["a", "b"]);
  // Its place has gone to another already.
  end("a");
  await nextTurn();
  expect(begun).toEqual(["a", "b"]);
  end("b");
  await nextTurn();
  expect(begun).toEqual(["a", "b", "c"]);
});

import { describe, expect, it } from "vitest";
import { ManualClock, systemClock } from "./index.ts";

/** Lets what has been resolved run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("ManualClock", () => {
  it("stands still until it is told to move", () => {
    const clock = new ManualClock(1_000);
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 1_000]);
    clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1_250, 1_250]);
    expect(new ManualClock().now()).toBe(0);
  });

  it("wakes sleepers in the order of their times, those of one time in the order they fell asleep", async () => {
    const clock = new ManualClock();
    const woken: string[] = [];
    for (const [name, ms] of [
      ["late", 30],
      ["early", 10],
      ["second", 20],
      ["twin", 10],
    ] as const)
      void clock.sleep(ms).then(() => woken.push(name));
    clock.advance(20);
    await settled();
    expect(woken).toEqual(["early", "twin", "second"]);
    clock.advance(9);
    await settled();
    expect(woken).not.toContain("late");
    clock.advance(1);
    await settled();
    expect(woken.at(-1)).toBe("late");
  });

  it("does not sleep for no time, or with a signal that is aborted", async () => {
    const clock = new ManualClock();
    await clock.sleep(0);
    await clock.sleep(1_000, AbortSignal.abort());
    expect(clock.now()).toBe(0);
  });

  it("wakes a sleeper whose signal is aborted, once", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    let woken = 0;
    const slept = clock.sleep(1_000, controller.signal).then(() => {
      woken += 1;
    });
    controller.abort();
    await slept;
    clock.advance(2_000);
    await settled();
    expect(woken).toBe(1);
  });
});

describe("systemClock", () => {
  it("sleeps for as long as it is asked to", async () => {
    const before = systemClock.monotonic();
    await systemClock.sleep(15);
    // A timer of Node may fire up to a millisecond early.
    expect(systemClock.monotonic() - before).toBeGreaterThanOrEqual(14);
  });

  it("wakes at once where the signal is or becomes aborted", async () => {
    const before = systemClock.monotonic();
    await systemClock.sleep(60_000, AbortSignal.abort());
    const controller = new AbortController();
    const slept = systemClock.sleep(60_000, controller.signal);
    controller.abort();
    await slept;
    expect(systemClock.monotonic() - before).toBeLessThan(10_000);
  });

  it("tells the time of day", () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
  });
});

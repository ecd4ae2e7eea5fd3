import { expect, it } from "vitest";
import { ManualClock } from "../../common/index.ts";
import { ErrorLog } from "./error-log.ts";

it("gives an error once", () => {
  const log = new ErrorLog();
  const error = new Error("once");
  log.remember("a", error);
  expect(log.take("a")).toEqual({ error });
  expect(log.take("a")).toBeUndefined();
  expect(log.take("never")).toBeUndefined();
});

it("tells an error that is undefined from one that is not known", () => {
  const log = new ErrorLog();
  log.remember("a", undefined);
  expect(log.take("a")).toEqual({ error: undefined });
});

it("keeps the last 20 errors", () => {
  const log = new ErrorLog();
  for (let n = 0; n < 21; n++) log.remember(String(n), n);
  expect(log.take("0")).toBeUndefined();
  expect(log.take("1")).toEqual({ error: 1 });
  expect(log.take("20")).toEqual({ error: 20 });
});

it("forgets an error after a minute", () => {
  const clock = new ManualClock();
  const log = new ErrorLog(clock);
  log.remember("early", 1);
  clock.advance(30_000);
  log.remember("late", 2);
  clock.advance(30_000);
  expect(log.take("early")).toBeUndefined();
  expect(log.take("late")).toEqual({ error: 2 });
});

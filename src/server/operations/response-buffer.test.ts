import { describe, expect, test } from "vitest";
import { ResponseBuffer } from "./response-buffer.ts";

const response = (n: number) => ({ responseId: `r${n}` });
const never = () => false;
const buffer = (unsentBytes = 100, keptBytes = 100) =>
  new ResponseBuffer<{ responseId: string }>({ unsentBytes, keptBytes });

async function take(reader: AsyncGenerator<{ responseId: string }>, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const next = await reader.next();
    if (next.done) break;
    ids.push(next.value.responseId);
  }
  return ids;
}

describe("ResponseBuffer", () => {
  test("gives what comes before and while it is read, then ends", async () => {
    const responses = buffer();
    await responses.push(response(0), 1);
    const reader = responses.read(responses.start(), { keep: true, hasLeft: never });
    expect(await take(reader, 1)).toEqual(["r0"]);
    const next = reader.next();
    await responses.push(response(1), 1);
    expect((await next).value).toEqual(response(1));
    responses.close();
    expect((await reader.next()).done).toBe(true);
  });

  test("an error comes behind all responses, and what was said first holds", async () => {
    const responses = buffer();
    await responses.push(response(0), 1);
    responses.close({ error: new Error("first") });
    responses.close();
    const reader = responses.read(0, { keep: true, hasLeft: never });
    expect(await take(reader, 1)).toEqual(["r0"]);
    await expect(reader.next()).rejects.toThrow("first");
  });

  test.each([0, 1, 2, 3])("a reader that was cut off after %i responses goes on behind the last", async (cut) => {
    const responses = buffer();
    for (const n of [0, 1, 2, 3]) await responses.push(response(n), 1);
    responses.close();
    const first = responses.read(responses.start(), { keep: true, hasLeft: never });
    const seen = await take(first, cut);
    await first.return(undefined);
    const last = seen.at(-1);
    const from = last === undefined ? responses.start() : responses.positionAfter(last);
    const rest = await take(responses.read(from, { keep: true, hasLeft: never }), 10);
    expect([...seen, ...rest]).toEqual(["r0", "r1", "r2", "r3"]);
  });

  test("a producer waits while too much is unread, and goes on when it is read or nobody will", async () => {
    const responses = buffer(10);
    await responses.push(response(0), 10);
    let pushed = false;
    const waiting = responses.push(response(1), 1).then(() => {
      pushed = true;
    });
    await new Promise(setImmediate);
    expect(pushed).toBe(false);
    await take(responses.read(0, { keep: true, hasLeft: never }), 1);
    await waiting;
    const stuck = responses.push(response(2), 100);
    responses.close();
    await stuck;
  });

  test("what was released, or is too much to keep, cannot be asked for again; the newest can", async () => {
    const responses = buffer(100, 5);
    for (const n of [0, 1, 2, 3]) await responses.push(response(n), 4);
    await take(responses.read(0, { keep: true, hasLeft: never }), 4);
    expect(() => responses.start()).toThrow(
      expect.objectContaining({ condition: "INVALID_CURSOR.POSITION_NOT_AVAILABLE" }),
    );
    expect(() => responses.positionAfter("r0")).toThrow(
      expect.objectContaining({
        condition: "INVALID_CURSOR.POSITION_NOT_AVAILABLE",
        messageParameters: { responseId: "r0", index: "1" },
      }),
    );
    expect(responses.positionAfter("r2")).toBe(3);
    expect(() => responses.positionAfter("other")).toThrow(
      expect.objectContaining({ condition: "INVALID_CURSOR.POSITION_NOT_FOUND" }),
    );
    responses.release("r3");
    expect(responses.positionAfter("r3")).toBe(4);
    responses.release("unknown");
  });

  test("responses that nobody has read are not released, and those read without keeping are gone", async () => {
    const responses = buffer();
    for (const n of [0, 1]) await responses.push(response(n), 1);
    responses.release("r1");
    const reader = responses.read(responses.start(), { keep: false, hasLeft: never });
    expect(await take(reader, 2)).toEqual(["r0", "r1"]);
    expect(() => responses.positionAfter("r0")).toThrow(/r0/);
  });

  test("a reader behind a release goes on with what is left", async () => {
    const responses = buffer();
    for (const n of [0, 1, 2]) await responses.push(response(n), 1);
    responses.close();
    await take(responses.read(0, { keep: true, hasLeft: never }), 3);
    const again = responses.read(0, { keep: true, hasLeft: never });
    expect(await take(again, 1)).toEqual(["r0"]);
    responses.release("r1");
    expect(await take(again, 5)).toEqual(["r2"]);
  });

  test("a reader that leaves ends, also where it waits", async () => {
    const responses = buffer();
    let left = false;
    const next = responses.read(0, { keep: true, hasLeft: () => left }).next();
    left = true;
    responses.wakeReaders();
    expect((await next).done).toBe(true);
  });
});

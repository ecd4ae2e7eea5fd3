import { expect, test } from "vitest";
import { TableRows } from "./table-rows.ts";

test("counts what is added and replaced, and tells who listens", async () => {
  const rows = new TableRows(2);
  let told = 0;
  const end = rows.onChange(() => {
    told += 1;
  });
  const { version } = rows;
  expect(await rows.append(async () => 3)).toBe(3);
  expect([rows.count, rows.version, told]).toEqual([5, version, 1]);
  expect(await rows.replace(async () => 4)).toBe(4);
  expect([rows.count, told]).toEqual([4, 2]);
  expect(rows.version).not.toBe(version);
  rows.drop();
  expect([rows.version, told]).toEqual([undefined, 3]);
  end();
  await rows.append(async () => 1);
  expect(told).toBe(3);
});

test("what fails changes nothing, and hinders nobody", async () => {
  const rows = new TableRows(1);
  const { version } = rows;
  const fail = async (): Promise<number> => {
    throw new Error("no");
  };
  await expect(rows.append(fail)).rejects.toThrow("no");
  await expect(rows.replace(fail)).rejects.toThrow("no");
  expect([rows.count, rows.version]).toEqual([1, version]);
  await rows.append(async () => 1);
  expect(rows.count).toBe(2);
});

test("rows are added side by side, and replaced alone", async () => {
  const rows = new TableRows(0);
  const order: string[] = [];
  const step =
    (name: string, count: number, until: Promise<unknown> = Promise.resolve()) =>
    async () => {
      order.push(`${name} begins`);
      await until;
      order.push(`${name} ends`);
      return count;
    };
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const both = [rows.append(step("a", 1, gate)), rows.append(step("b", 1, gate))];
  const replaced = rows.replace(step("r", 10));
  const after = rows.append(step("c", 1));
  open();
  await Promise.all([...both, replaced, after]);
  expect(order.slice(0, 2)).toEqual(["a begins", "b begins"]);
  expect(order.slice(-4)).toEqual(["r begins", "r ends", "c begins", "c ends"]);
  expect(rows.count).toBe(11);
});

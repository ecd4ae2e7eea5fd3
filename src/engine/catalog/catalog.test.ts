import { beforeEach, expect, test } from "vitest";
import { as, lit, resolve, select, testContext } from "../../../test/support/plans.ts";
import { StructType } from "../../types/index.ts";
import type { ResolvedRelation } from "../plan/index.ts";
import { entrySchema, GlobalCatalog, SessionCatalog } from "./index.ts";

let id = 0;
const nextId = (): number => ++id;
const batch = { streaming: false, options: {} };
let global: GlobalCatalog;
let catalog: SessionCatalog;

beforeEach(() => {
  global = new GlobalCatalog();
  catalog = new SessionCatalog(global, nextId);
});

const plan = (name: string): ResolvedRelation =>
  resolve(select({ kind: "oneRow" }, as(lit(1), name)), testContext({ nextId }));
const stored = (name: string) => ({
  sqlName: global.storageName(name),
  columnNames: ["c0"],
  schema: new StructType().add("total", "long"),
});

test("a view gives its plan with new ids each time, under any case", () => {
  catalog.createView("Numbers", plan("a"), { replace: false, global: false });
  const [one, other] = [catalog.lookup(["numbers"], batch), catalog.lookup(["NUMBERS"], batch)];
  expect(one?.output[0]?.name).toBe("a");
  expect(one?.output[0]?.id).not.toBe(other?.output[0]?.id);
  expect(catalog.lookup(["default", "numbers"], batch)).toBeUndefined();
  expect(() => catalog.createView("NUMBERS", plan("b"), { replace: false, global: false })).toThrow(
    "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
  );
  catalog.createView("numbers", plan("b"), { replace: true, global: false });
  expect(catalog.lookup(["numbers"], batch)?.output[0]?.name).toBe("b");
  expect(catalog.dropTemporary("Numbers")?.name).toBe("numbers");
  expect(catalog.lookup(["numbers"], batch)).toBeUndefined();
});

test("tables are seen by all sessions, by each part of their name; a view hides them", () => {
  const other = new SessionCatalog(global, nextId);
  catalog.createTable(["Sums"], stored("sums"), { replace: false });
  for (const name of [["sums"], ["DEFAULT", "sums"], ["spark_catalog", "default", "SUMS"]]) {
    const table = other.lookup(name, batch);
    expect(table).toMatchObject({ kind: "storedTable", columnNames: ["c0"] });
    expect(table?.output[0]).toMatchObject({ name: "total" });
  }
  expect(other.lookup(["elsewhere", "sums"], batch)).toBeUndefined();
  expect(other.lookup(["other", "default", "sums"], batch)).toBeUndefined();
  expect(() => other.createTable(["default", "sums"], stored("sums"), { replace: false })).toThrow(
    "TABLE_OR_VIEW_ALREADY_EXISTS",
  );
  expect(() => other.createTable(["nowhere", "sums"], stored("sums"), { replace: false })).toThrow("SCHEMA_NOT_FOUND");
  expect(() => other.lookup(["sums"], { streaming: true, options: {} })).toThrow("as a stream");
  other.createView("sums", plan("hidden"), { replace: false, global: false });
  expect(other.isTemporary(["sums"])).toBe(true);
  expect(other.lookup(["sums"], batch)?.output[0]?.name).toBe("hidden");
  expect(other.lookup(["default", "sums"], batch)?.output[0]?.name).toBe("total");
  expect(catalog.dropTable(["sums"], { ifExists: false })).toMatchObject({ kind: "table" });
  expect(catalog.dropTable(["sums"], { ifExists: true })).toBeUndefined();
  expect(() => catalog.dropTable(["sums"], { ifExists: false })).toThrow("`spark_catalog`.`default`.`sums`");
});

test("a memory sink's table is the session's own, and its rows have a place of their own", () => {
  const other = new SessionCatalog(global, nextId);
  const first = { name: "result", ...stored("result") };
  expect(catalog.createTemporaryTable(first)).toBeUndefined();
  expect(other.lookup(["result"], batch)).toBeUndefined();
  const second = { name: "RESULT", ...stored("result") };
  expect(second.sqlName).not.toBe(first.sqlName);
  expect(catalog.createTemporaryTable(second)).toMatchObject({ sqlName: first.sqlName });
  expect(catalog.lookup(["result"], batch)).toMatchObject({ sqlName: second.sqlName });
});

test("global views stand in a database of their own", () => {
  catalog.createView("shared", plan("a"), { replace: false, global: true });
  const other = new SessionCatalog(global, nextId);
  expect(other.lookup(["global_temp", "Shared"], batch)?.output[0]?.name).toBe("a");
  expect(other.lookup(["shared"], batch)).toBeUndefined();
  expect(other.isTemporary(["global_temp", "shared"])).toBe(true);
  expect(other.listTables("global_temp").map(({ name, database }) => [name, database])).toEqual([
    ["shared", "global_temp"],
  ]);
  expect(other.dropGlobalView("shared")).toBeDefined();
  expect(catalog.lookup(["global_temp", "shared"], batch)).toBeUndefined();
});

test("listings, databases, schemas", () => {
  catalog.createTable(["sales"], stored("sales"), { replace: false });
  catalog.createView("a_view", plan("x"), { replace: false, global: false });
  expect(catalog.listTables().map(({ entry: _, ...table }) => table)).toEqual([
    { name: "a_view", catalog: undefined, database: undefined, tableType: "TEMPORARY", isTemporary: true },
    { name: "sales", catalog: "spark_catalog", database: "default", tableType: "MANAGED", isTemporary: false },
  ]);
  expect(catalog.listTables("default", "s*|none").map(({ name }) => name)).toEqual(["sales"]);
  expect(() => catalog.listTables("nowhere")).toThrow("SCHEMA_NOT_FOUND");
  expect(entrySchema(catalog.find(["a_view"])!).simpleString()).toBe("struct<x:int>");
  expect(entrySchema(catalog.find(["sales"])!).simpleString()).toBe("struct<total:bigint>");
  catalog.setCurrentDatabase("DEFAULT");
  expect(catalog.currentDatabase).toBe("default");
  expect(() => catalog.setCurrentDatabase("nowhere")).toThrow("SCHEMA_NOT_FOUND");
  catalog.setCurrentCatalog("spark_catalog");
  expect(() => catalog.setCurrentCatalog("nowhere")).toThrow("CATALOG_NOT_FOUND");
});

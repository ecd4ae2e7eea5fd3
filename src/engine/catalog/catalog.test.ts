import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { as, lit, resolve, select, testContext } from "../../../test/support/plans.ts";
import { StructType } from "../../types/index.ts";
import type { PlanParsers, ResolvedRelation } from "../plan/index.ts";
import { parseMultipartIdentifier, parseNamedExpression, parseQuery } from "../sql/index.ts";
import { entrySchema, type FileTable, GlobalCatalog, SessionCatalog, type StoredView, Warehouse } from "./index.ts";

let id = 0;
const nextId = (): number => ++id;
const settings = { ansi: true, caseSensitive: false, timeZone: "UTC" };
const batch = { settings, streaming: false, options: {} };
const parsers: PlanParsers = {
  parseQuery: (text) => parseQuery(text),
  parseExpression: (text) => parseNamedExpression(text),
  parseMultipartIdentifier,
  parseSchema: () => new StructType(),
  artifact: () => undefined,
};
let folder: string;
let global: GlobalCatalog;
let catalog: SessionCatalog;

const globalCatalog = (): GlobalCatalog => new GlobalCatalog(new Warehouse(() => folder));
const session = (of: GlobalCatalog): SessionCatalog =>
  new SessionCatalog(
    of,
    nextId,
    () => parsers,
    () => settings,
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-catalog-"));
  global = globalCatalog();
  catalog = session(global);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = (name: string): ResolvedRelation =>
  resolve(select({ kind: "oneRow" }, as(lit(1), name)), testContext({ nextId }));
const lookup = (name: readonly string[], of = catalog): ResolvedRelation | undefined => {
  const found = of.forAnalysis().lookup(name, batch);
  return found?.kind === "definition" ? undefined : found;
};
const table = (name: string, database = "default"): FileTable => ({
  kind: "table",
  id: name,
  name,
  database,
  provider: "parquet",
  schema: new StructType().add("total", "long").add("day", "date") as StructType,
  partitionedBy: ["day"],
  location: join(folder, name),
  managed: true,
  options: {},
  properties: {},
  created: 0,
});

describe("temporary views", () => {
  test("a view gives its plan with new ids each time, under any case", () => {
    catalog.createView({ name: "Numbers", plan: plan("a") }, { replace: false, global: false });
    const [one, other] = [lookup(["numbers"]), lookup(["NUMBERS"])];
    expect(one?.output[0]?.name).toBe("a");
    expect(one?.output[0]?.id).not.toBe(other?.output[0]?.id);
    expect(lookup(["default", "numbers"])).toBeUndefined();
    expect(() => catalog.createView({ name: "NUMBERS", plan: plan("b") }, { replace: false, global: false })).toThrow(
      "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
    );
    catalog.createView({ name: "numbers", plan: plan("b") }, { replace: true, global: false });
    expect(lookup(["numbers"])?.output[0]?.name).toBe("b");
    expect(catalog.dropTemporary("Numbers")?.name).toBe("numbers");
    expect(lookup(["numbers"])).toBeUndefined();
  });

  test("global ones are seen by all sessions of the engine, and by no other", () => {
    catalog.createView({ name: "shared", plan: plan("a") }, { replace: false, global: true });
    expect(lookup(["global_temp", "shared"], session(global))?.output[0]?.name).toBe("a");
    expect(lookup(["shared"])).toBeUndefined();
    expect(lookup(["global_temp", "shared"], session(globalCatalog()))).toBeUndefined();
  });

  test("tables of DuckDB replace what has their name, and are found by its session alone", () => {
    const stored = {
      sqlName: "memory.main.t",
      columnNames: ["c0"],
      schema: new StructType().add("total", "long") as StructType,
    };
    expect(catalog.createTemporaryTable({ name: "sink", ...stored })).toBeUndefined();
    expect(catalog.createTemporaryTable({ name: "SINK", ...stored })?.name).toBe("sink");
    expect(lookup(["sink"])).toMatchObject({ kind: "storedTable", columnNames: ["c0"] });
    expect(lookup(["sink"], session(global))).toBeUndefined();
    expect(catalog.memoryTables().map(({ name }) => name)).toEqual(["SINK"]);
  });
});

describe("what lasts", () => {
  test("another catalog on the folder sees tables, views, databases and functions, as they are now", () => {
    expect(global.createRelation(table("kept"))).toBe(true);
    global.createDatabase({ name: "More", comment: "c", properties: { k: "v" } });
    const fn = {
      name: "f",
      database: "default",
      parameters: new StructType().add("x", "integer") as StructType,
      returns: new StructType().add("", "integer") as StructType,
      isTable: false,
      body: "x + 1",
      bodyIsQuery: false,
      queryDatabase: "default",
    };
    expect(global.createFunction(fn, { replace: false })).toBe(true);

    const other = globalCatalog();
    const found = other.relation("default", "KEPT")!;
    expect(entrySchema(found).simpleString()).toBe("struct<total:bigint,day:date>");
    expect(other.relation("default", "kept")).toBe(found);
    expect(other.databases()).toEqual(["default", "more"]);
    expect(other.database("MORE")).toMatchObject({ comment: "c", location: join(folder, "more.db") });
    expect(session(other).forAnalysis().routine(["F"])?.parameters.names).toEqual(["x"]);
    expect(session(other).forAnalysis().lookup(["kept"], batch)).toMatchObject({
      kind: "scan",
      source: { format: "parquet", paths: [join(folder, "kept")], table: ["spark_catalog", "default", "kept"] },
    });

    other.replaceRelation({ ...found, comment: "new" });
    expect(global.relation("default", "kept")?.comment).toBe("new");
    expect(other.dropRelation("default", "kept")).toBe(true);
    expect(global.relation("default", "kept")).toBeUndefined();
    expect(other.dropRelation("default", "kept")).toBe(false);
  });

  test("of two that make one name, one is told", () => {
    expect(global.createRelation(table("once"))).toBe(true);
    expect(globalCatalog().createRelation(table("once"))).toBe(false);
  });

  test("names are those of files", () => {
    expect(() => global.createRelation(table("a/b"))).toThrow("INVALID_SCHEMA_OR_RELATION_NAME");
    expect(global.relation("default", "../x")).toBeUndefined();
    expect(global.findDatabase("../x")).toBeUndefined();
    expect(() => global.createDatabase({ name: "default", comment: "", properties: {} })).toThrow(
      "SCHEMA_ALREADY_EXISTS",
    );
  });

  test("a view is its query, in the database that it was made in", () => {
    global.createDatabase({ name: "d", comment: "", properties: {} });
    const view: StoredView = {
      kind: "storedView",
      id: "v",
      name: "v",
      database: "default",
      text: "SELECT total FROM t",
      schema: new StructType().add("total", "long") as StructType,
      renames: false,
      queryDatabase: "d",
      properties: {},
      created: 0,
    };
    global.createRelation(view);
    const definition = catalog.forAnalysis().view(["v"])!;
    expect(definition.catalog.currentDatabase).toBe("d");
    expect(definition.plan.kind).toBe("project");
  });

  test("a database goes with all that is in it", () => {
    global.createDatabase({ name: "d", comment: "", properties: {} });
    global.createRelation(table("t", "d"));
    expect(catalog.listTables("d").map(({ name, tableType }) => [name, tableType])).toEqual([["t", "MANAGED"]]);
    global.dropDatabase("d");
    expect(() => catalog.listTables("d")).toThrow("SCHEMA_NOT_FOUND");
    expect(() => global.dropDatabase("d")).toThrow("SCHEMA_NOT_FOUND");
    expect(global.relation("d", "t")).toBeUndefined();
  });

  test("an analysis sees one state, whatever changes meanwhile", () => {
    global.createRelation(table("t"));
    const seen = catalog.forAnalysis();
    expect(seen.lookup(["t"], batch)).toBeDefined();
    global.dropRelation("default", "t");
    expect(seen.lookup(["t"], batch)).toBeDefined();
    expect(catalog.forAnalysis().lookup(["t"], batch)).toBeUndefined();
  });

  test("nothing but whole records is left, and a broken one is told by its path", () => {
    global.createRelation(table("t"));
    const records = join(folder, ".millrace", "relations", "default");
    expect(readdirSync(records)).toEqual(["t.json"]);
    writeFileSync(join(records, "broken.json"), "{");
    expect(() => global.relation("default", "broken")).toThrow(/FAILED_READ_FILE.*broken\.json/s);
  });
});

test("a name with too many parts is told", () => {
  expect(() => catalog.forAnalysis().lookup(["a", "b", "c"], batch)).toThrow("REQUIRES_SINGLE_PART_NAMESPACE");
  expect(() => catalog.setCurrentDatabase("nowhere")).toThrow("SCHEMA_NOT_FOUND");
  expect(() => catalog.setCurrentCatalog("other")).toThrow("CATALOG_NOT_FOUND");
});

test("without hard links records are made too, and none in the place of another", () => {
  const refused = (): never => {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  };
  const warehouse = new Warehouse(() => folder, refused);
  expect(warehouse.create("databases", ["d"], { a: 1 })).toBe(true);
  expect(warehouse.create("databases", ["d"], { a: 2 })).toBe(false);
  expect(new Warehouse(() => folder).get("databases", "d")).toEqual({ a: 1 });
  expect(readdirSync(join(folder, ".millrace", "databases"))).toEqual(["d.json"]);
  const broken = new Warehouse(
    () => folder,
    () => {
      throw Object.assign(new Error("disk full"), { code: "ENOSPC" });
    },
  );
  expect(() => broken.create("databases", ["e"], {})).toThrow(
    expect.objectContaining({ condition: "FAILED_WRITE_FILE" }),
  );
});

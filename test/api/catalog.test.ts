import { beforeAll, describe, expect, it } from "vitest";
import { usePlace } from "./support.ts";

const place = usePlace();
const catalog = () => place.spark.catalog;

beforeAll(async () => {
  const df = await place.spark.sql("SELECT 1 id, 'x' name, array(1.5D) list");
  await df.write.saveAsTable("orders");
  await df.write.saveAsTable("old_orders");
  await df.createOrReplaceTempView("recent");
  await df.createOrReplaceGlobalTempView("shared");
});

describe("databases", () => {
  it("there is one, in one catalog", async () => {
    expect(await catalog().currentCatalog()).toBe("spark_catalog");
    expect(await catalog().currentDatabase()).toBe("default");
    expect((await catalog().listCatalogs()).map(({ name }) => name)).toEqual(["spark_catalog"]);
    expect((await catalog().listDatabases()).map(({ name }) => name)).toEqual(["default"]);
    expect(await catalog().listDatabases("x*")).toEqual([]);
    expect(await catalog().listCatalogs("x*")).toEqual([]);
    expect(await catalog().getDatabase("default")).toMatchObject({ name: "default", catalog: "spark_catalog" });
    expect(await catalog().databaseExists("default")).toBe(true);
    expect(await catalog().databaseExists("spark_catalog.default")).toBe(true);
    expect(await catalog().databaseExists("other")).toBe(false);
  });

  it("others are refused by name", async () => {
    await catalog().setCurrentDatabase("DEFAULT");
    await catalog().setCurrentCatalog("spark_catalog");
    await expect(catalog().setCurrentDatabase("other")).rejects.toMatchObject({ condition: "SCHEMA_NOT_FOUND" });
    await expect(catalog().setCurrentCatalog("other")).rejects.toMatchObject({ condition: "CATALOG_NOT_FOUND" });
    await expect(catalog().getDatabase("other")).rejects.toMatchObject({ condition: "SCHEMA_NOT_FOUND" });
  });
});

describe("tables", () => {
  it("are listed with the session's views", async () => {
    expect(await catalog().listTables()).toEqual([
      expect.objectContaining({ name: "old_orders", namespace: ["default"], tableType: "MANAGED", isTemporary: false }),
      expect.objectContaining({ name: "orders", catalog: "spark_catalog", tableType: "MANAGED", isTemporary: false }),
      expect.objectContaining({ name: "recent", namespace: [], tableType: "TEMPORARY", isTemporary: true }),
    ]);
    expect((await catalog().listTables("default", "*orders")).map(({ name }) => name)).toEqual([
      "old_orders",
      "orders",
    ]);
    expect((await catalog().listTables("default", "recent|orders")).map(({ name }) => name)).toEqual([
      "orders",
      "recent",
    ]);
    expect((await catalog().listTables("global_temp", "sh*")).map(({ name }) => name)).toEqual(["shared"]);
    await expect(catalog().listTables("other")).rejects.toMatchObject({ condition: "SCHEMA_NOT_FOUND" });
  });

  it("are found by name", async () => {
    expect(await catalog().getTable("ORDERS")).toMatchObject({ name: "orders", isTemporary: false });
    expect(await catalog().getTable("recent")).toMatchObject({ name: "recent", isTemporary: true });
    await expect(catalog().getTable("missing")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    expect(await catalog().tableExists("orders")).toBe(true);
    expect(await catalog().tableExists("default.orders")).toBe(true);
    expect(await catalog().tableExists("orders", "default")).toBe(true);
    expect(await catalog().tableExists("recent")).toBe(true);
    expect(await catalog().tableExists("global_temp.shared")).toBe(true);
    expect(await catalog().tableExists("missing")).toBe(false);
  });

  it("tell their columns", async () => {
    expect(await catalog().listColumns("orders")).toMatchObject([
      { name: "id", dataType: "int", nullable: true },
      { name: "name", dataType: "string" },
      { name: "list", dataType: "array<double>" },
    ]);
    expect((await catalog().listColumns("recent")).map(({ name }) => name)).toEqual(["id", "name", "list"]);
    await expect(catalog().listColumns("missing")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });

  it("are dropped by SQL", async () => {
    await place.spark.range(1).write.saveAsTable("brief");
    await place.spark.sql("DROP TABLE brief");
    expect(await catalog().tableExists("brief")).toBe(false);
    await place.spark.sql("DROP TABLE IF EXISTS brief");
    await expect(place.spark.sql("DROP TABLE brief")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
  });
});

describe("functions and the cache", () => {
  it("knows functions by name", async () => {
    expect(await catalog().functionExists("to_json")).toBe(true);
    expect(await catalog().functionExists("no_such_function")).toBe(false);
    expect(await catalog().getFunction("abs")).toMatchObject({ name: "abs" });
    expect((await catalog().listFunctions(undefined, "to_js*")).map(({ name }) => name)).toEqual(["to_json"]);
    await expect(catalog().getFunction("no_such_function")).rejects.toMatchObject({ condition: "UNRESOLVED_ROUTINE" });
  });

  it("says what was cached, though tables are in memory anyway", async () => {
    await catalog().cacheTable("orders");
    expect(await catalog().isCached("orders")).toBe(true);
    await catalog().uncacheTable("orders");
    expect(await catalog().isCached("orders")).toBe(false);
    await expect(catalog().cacheTable("missing")).rejects.toMatchObject({ condition: "TABLE_OR_VIEW_NOT_FOUND" });
    await catalog().cacheTable("orders");
    await catalog().clearCache();
    expect(await catalog().isCached("orders")).toBe(false);
    await catalog().refreshTable("orders");
  });
});

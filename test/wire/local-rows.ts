import { tableFromArrays } from "apache-arrow";
import { expect } from "vitest";
import type { SparkSession } from "../../src/entry/index.ts";

const count = 150_000;

/** Rows and Arrow tables that are too many for a plan arrive whole, and are not sent twice. */
export async function sendsLocalRows(spark: SparkSession): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: BigInt(i),
    name: i % 10 === 0 ? null : `name ${i}`,
    list: [i, null],
  }));
  const schema = "id long, name string, list array<int>";
  const frame = await spark.createDataFrame(rows, schema);
  expect(frame.relation.relType.case).toBe("chunkedCachedLocalRelation");
  const sums = frame.selectExpr("count(*) AS n", "sum(id) AS ids", "count(name) AS names", "sum(list[0]) AS items");
  const sum = BigInt((count * (count - 1)) / 2);
  const expected = [{ n: BigInt(count), ids: sum, names: BigInt((count / 10) * 9), items: sum }];
  expect(await sums.collect()).toEqual(expected);
  expect(await frame.where("id IN (0, 65535, 65536, 149999)").orderBy("id").collect()).toEqual(
    [0, 65_535, 65_536, 149_999].map((i) => rows[i]),
  );
  const again = await spark.createDataFrame(rows, schema);
  expect(again.relation.relType).toEqual(frame.relation.relType);
  const table = tableFromArrays({ a: Float64Array.from(rows, (_, i) => i / 2) });
  const arrow = await spark.createDataFrame(table);
  expect(arrow.relation.relType.case).toBe("chunkedCachedLocalRelation");
  expect(arrow.schema).toBeDefined();
  expect(await arrow.selectExpr("sum(a) AS a", "count(*) AS n").collect()).toEqual([
    { a: Number(sum) / 2, n: BigInt(count) },
  ]);
  // A few long rows are split by their size.
  const long = Array.from({ length: 20 }, (_, i) => [`${i}`.padEnd(1_000_000, "x")]);
  const texts = await spark.createDataFrame(long, ["text"]);
  const { relType } = texts.relation;
  expect(relType.case === "chunkedCachedLocalRelation" && relType.value.dataHashes.length).toBe(2);
  expect(await texts.selectExpr("count(*) AS n", "sum(length(text)) AS size").collect()).toEqual([
    { n: 20n, size: 20_000_000n },
  ]);
  const few = await spark.createDataFrame([{ a: 1 }]);
  expect(few.relation.relType.case).toBe("localRelation");
}

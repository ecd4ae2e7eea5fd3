import { describe, expect, it } from "vitest";
import { functions as F, Observation } from "../../src/entry/index.ts";
import { usePlace } from "./support.ts";

const place = usePlace();
const query = (sql: string) => place.spark.sql(sql);
const rows = "SELECT * FROM VALUES (1, 'a'), (2, 'b'), (3, NULL) AS t(id, v)";

describe("Observation", () => {
  it("has the metrics of the first action", async () => {
    const seen = new Observation<{ rows: bigint; most: number }>("seen");
    const df = (await query(rows)).observe(seen, F.count("*").alias("rows"), F.max("id").alias("most"));
    expect(await df.filter("id > 1").count()).toBe(2);
    expect(await seen.get()).toEqual({ rows: 3n, most: 3 });
    expect(seen.name).toBe("seen");
    await df.collect();
    expect((await seen.get()).rows).toBe(3n);
  });

  it("is asked before the action, and answers when that has ended", async () => {
    const written = new Observation();
    const df = (await query(rows)).observe(written, F.count("v").alias("named"));
    const asked = written.get();
    await df.write.json(place.path());
    expect(await asked).toEqual({ named: 2n });
  });

  it("tells two observations of one name apart by their frames", async () => {
    const [one, other] = [new Observation("same"), new Observation("same")];
    const first = (await query(rows)).observe(one, F.count("*").alias("n"));
    const second = (await query(`${rows} WHERE id = 1`)).observe(other, F.count("*").alias("n"));
    await second.collect();
    await first.collect();
    expect([await one.get(), await other.get()]).toEqual([{ n: 3n }, { n: 1n }]);
  });

  it("gives values of all types as rows have them", async () => {
    const sql =
      "SELECT CAST(1 AS TINYINT) b, 2L l, 1.50BD d, DATE'2024-01-31' dt, TIMESTAMP'2024-01-31 12:00:00.000001' ts, TIMESTAMP_NTZ'2024-01-31 12:00:00' z, " +
      "X'00FF' x, true t, 1.5D f, CAST(2.5 AS FLOAT) g, array(1, NULL) a, map('k', 1) m, named_struct('p', 1, 'q', array('z')) s, CAST(NULL AS INT) n, INTERVAL '1-2' YEAR TO MONTH y, INTERVAL '1' SECOND i";
    const plain = await query(sql);
    const names = await plain.columns();
    const [row] = await plain.collect();
    const all = new Observation();
    const metrics = names.map((name) => F.first(name).alias(name));
    await plain.observe(all, metrics[0]!, ...metrics.slice(1)).collect();
    expect(await all.get()).toEqual(row);
  });

  it("is for one frame, and says where it has none", async () => {
    const used = new Observation();
    await expect(used.get()).rejects.toMatchObject({ condition: "NO_OBSERVE_BEFORE_GET" });
    const df = await query(rows);
    df.observe(used, F.count("*"));
    expect(() => df.observe(used, F.count("*"))).toThrow(expect.objectContaining({ condition: "REUSE_OBSERVATION" }));
    expect(() => new Observation("")).toThrow(expect.objectContaining({ condition: "VALUE_NOT_NON_EMPTY_STR" }));
  });
});

"""Programs as data engineers write them: a sales report, event logs cut into sessions, a warehouse in SQL.

Usage: python warehouse.py REMOTE
"""

import datetime as dt
import json
import tempfile
from decimal import Decimal

from outcomes import connect, tell
from pyspark.sql import Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

spark = connect()
folder = tempfile.mkdtemp(prefix="warehouse-")


def rows(frame):
    """The rows of a frame in their order, with the schema."""
    return [frame.schema.simpleString(), *(repr(tuple(row)) for row in frame.collect())]


def sales_report():
    """Sales joined with the customers of their day (a slowly changing dimension), ranked, pivoted, written and read again."""
    customers = spark.createDataFrame(
        [
            (1, "Ada", "north", dt.date(2024, 1, 1), dt.date(2024, 2, 15)),
            (1, "Ada", "south", dt.date(2024, 2, 15), None),
            (2, "Bo", "north", dt.date(2024, 1, 1), None),
            (3, "Cy", None, dt.date(2024, 3, 1), None),
        ],
        "customer_id INT, name STRING, region STRING, valid_from DATE, valid_to DATE",
    )
    schema = T.StructType(
        [
            T.StructField("sale_id", T.IntegerType(), False),
            T.StructField("customer_id", T.IntegerType()),
            T.StructField("product", T.StringType()),
            T.StructField("quantity", T.IntegerType()),
            T.StructField("price", T.DecimalType(10, 2)),
            T.StructField("sold_at", T.TimestampType()),
        ]
    )
    products = ["pen", "ink", "pad"]
    sales = spark.createDataFrame(
        [
            (
                n,
                n % 4 or None,
                products[n % 3],
                n % 5 + 1,
                Decimal(n * 7 % 100) + Decimal("0.95"),
                dt.datetime(2024, n % 3 + 1, n % 27 + 1, n % 24, n * 7 % 60),
            )
            for n in range(1, 61)
        ],
        schema,
    )
    sold = (
        sales.withColumn("day", F.to_date("sold_at"))
        .withColumn("month", F.date_format("sold_at", "yyyy-MM"))
        .withColumn("amount", (F.col("quantity") * F.col("price")).cast("decimal(12,2)"))
        .dropDuplicates(["sale_id"])
    )
    current = sold.alias("s").join(
        customers.alias("c"),
        (F.col("s.customer_id") == F.col("c.customer_id"))
        & (F.col("s.day") >= F.col("c.valid_from"))
        & (F.col("s.day") < F.coalesce(F.col("c.valid_to"), F.lit(dt.date(9999, 12, 31)))),
        "left",
    ).select("s.*", F.col("c.name"), F.coalesce("c.region", F.lit("unknown")).alias("region"))

    of_customer = Window.partitionBy("customer_id").orderBy(F.col("sold_at"), F.col("sale_id"))
    running = current.select(
        "customer_id",
        "sale_id",
        "amount",
        F.sum("amount").over(of_customer).alias("running"),
        F.avg("amount").over(of_customer.rowsBetween(-2, 0)).alias("moving"),
        F.lag("amount").over(of_customer).alias("before"),
        F.datediff("day", F.lag("day").over(of_customer)).alias("days"),
        F.row_number().over(of_customer).alias("nth"),
    )
    best = (
        current.groupBy("region", "product")
        .agg(
            F.sum("amount").alias("total"),
            F.count("*").alias("sales"),
            F.countDistinct("customer_id").alias("customers"),
            F.round(F.avg("price"), 2).alias("mean_price"),
            F.max_by("sale_id", "amount").alias("largest"),
            F.sort_array(F.collect_set("month")).alias("months"),
        )
        .withColumn("rank", F.dense_rank().over(Window.partitionBy("region").orderBy(F.desc("total"))))
        .withColumn("share", F.round(F.col("total") / F.sum("total").over(Window.partitionBy("region")) * 100, 1))
    )
    matrix = (
        current.groupBy("region")
        .pivot("month", ["2024-01", "2024-02", "2024-03"])
        .agg(F.sum("amount").alias("total"), F.count("*").alias("n"))
        .na.fill(0)
    )
    cube = current.cube("region", "month").agg(F.sum("quantity").alias("q"), F.grouping_id().alias("g"))
    current.write.mode("overwrite").partitionBy("month").parquet(f"{folder}/sales")
    again = spark.read.parquet(f"{folder}/sales").where("month >= '2024-02' AND region <> 'unknown'")
    return [
        rows(running.where("nth <= 3").orderBy("customer_id", "nth")),
        rows(best.orderBy("region", "rank", "product")),
        rows(matrix.orderBy("region")),
        rows(cube.orderBy("g", "region", "month")),
        rows(again.groupBy("month", "region").agg(F.sum("amount"), F.min("sold_at")).orderBy("month", "region")),
        rows(again.unpivot(["sale_id"], ["quantity", "customer_id"], "what", "value").orderBy("sale_id", "what").limit(6)),
        rows(current.where(F.col("name").isNull()).selectExpr("count(*) AS nameless", "sum(amount) AS lost")),
    ]


def event_logs():
    """Lines of JSON with bad ones among them, parsed, cut into sessions, exploded, written in folders and read with SQL."""
    kinds = ["view", "cart", "buy"]
    lines = [
        json.dumps(
            {
                "ts": f"2024-03-{1 + n // 40:02d}T{(n * 11) % 24:02d}:{(n * 17) % 60:02d}:{n % 60:02d}Z",
                "user": {"id": n % 5, "tags": ["new"] if n % 5 == 0 else ["old", f"t{n % 3}"]},
                "event": kinds[n % 3],
                "props": {"price": str(n * 1.5), "sku": f"S{n % 7}"} if n % 3 else None,
                "ua": "Mozilla/5.0 (X11; Linux) Firefox/124.0" if n % 2 else "curl/8.4.0",
                "url": f"https://shop.example/p/{n % 7}?ref=mail&n={n}",
            }
        )
        for n in range(120)
    ] + ["not json", '{"ts": "yesterday", "event": "view"}']
    spark.createDataFrame([(line,) for line in lines], "value STRING").write.mode("overwrite").text(f"{folder}/raw")
    schema = (
        "ts STRING, user STRUCT<id: INT, tags: ARRAY<STRING>>, event STRING, props MAP<STRING, STRING>, "
        "ua STRING, url STRING"
    )
    parsed = spark.read.text(f"{folder}/raw").select(
        F.from_json("value", schema).alias("e"), "value"
    )
    events = (
        parsed.select("e.*")
        .withColumn("at", F.expr("try_to_timestamp(ts, \"yyyy-MM-dd'T'HH:mm:ssX\")"))
        .where(F.col("at").isNotNull())
        .select(
            F.col("user.id").alias("user"),
            "at",
            "event",
            F.col("props")["price"].try_cast("double").alias("price"),
            F.element_at("props", "sku").alias("sku"),
            F.regexp_extract("ua", r"(\w+)/([\d.]+)", 1).alias("agent"),
            F.parse_url("url", F.lit("QUERY"), F.lit("ref")).alias("ref"),
            F.explode_outer("user.tags").alias("tag"),
        )
    )
    single = events.dropDuplicates(["user", "at", "event"])
    by_user = Window.partitionBy("user").orderBy("at")
    gap = F.unix_timestamp("at") - F.unix_timestamp(F.lag("at").over(by_user))
    sessions = (
        single.withColumn("starts", F.when(gap.isNull() | (gap > 30 * 60), 1).otherwise(0))
        .withColumn("session", F.sum("starts").over(by_user))
        .groupBy("user", "session")
        .agg(
            F.min("at").alias("began"),
            (F.max("at").cast("long") - F.min("at").cast("long")).alias("seconds"),
            F.count("*").alias("events"),
            F.sum(F.when(F.col("event") == "buy", F.col("price"))).alias("revenue"),
            F.expr("transform(array_sort(collect_list(struct(at, event))), x -> x.event)").alias("path"),
        )
    )
    funnel = single.groupBy(F.window("at", "1 day").alias("w")).pivot("event", kinds).agg(F.countDistinct("user"))
    daily = single.withColumn("day", F.to_date("at"))
    daily.repartition("day").write.mode("overwrite").partitionBy("day", "event").json(f"{folder}/events")
    spark.read.json(f"{folder}/events").createOrReplaceTempView("events")
    return [
        rows(parsed.where("e.user IS NULL").select("e.ts", "e.event", "value").orderBy("value")),
        rows(sessions.orderBy("user", "session").limit(25)),
        rows(sessions.agg(F.count("*"), F.sum("events"), F.round(F.sum("revenue"), 2), F.max(F.size("path")))),
        rows(funnel.select("w.start", "w.end", *kinds).orderBy("start")),
        rows(events.groupBy("tag", "agent").count().orderBy("tag", "agent")),
        rows(spark.sql("SELECT day, event, count(*) AS n, round(avg(price), 3) AS p FROM events GROUP BY ALL ORDER BY ALL")),
        rows(spark.sql("SELECT sku, stack(2, 'low', min(price), 'high', max(price)) AS (k, v) FROM events GROUP BY sku ORDER BY sku, k")),
        rows(spark.sql("SELECT DISTINCT ref FROM events")),
    ]


def warehouse():
    """A small warehouse in SQL alone: tables, inserts, changes by INSERT OVERWRITE, views, functions, partitions."""
    return [rows(spark.sql(statement)) for statement in WAREHOUSE.split(";\n")]


WAREHOUSE = """
CREATE DATABASE IF NOT EXISTS shop COMMENT 'a small shop';
USE shop;
CREATE TABLE customer (id INT NOT NULL, name STRING, country STRING DEFAULT 'DE', since DATE) USING parquet;
CREATE TABLE orders (id BIGINT, customer INT, total DECIMAL(10, 2), status STRING, day DATE) USING parquet PARTITIONED BY (day);
CREATE TABLE changes (id BIGINT, total DECIMAL(10, 2), status STRING, op STRING) USING json;
INSERT INTO customer VALUES (1, 'Ada', 'UK', DATE '2023-05-01'), (2, 'Bo', DEFAULT, DATE '2024-01-15'), (3, 'Cy', 'US', NULL);
INSERT INTO customer (id, name) VALUES (4, 'Di');
INSERT INTO orders SELECT id, 1 + id % 4, CAST(id * 3.5 AS DECIMAL(10, 2)), CASE WHEN id % 3 = 0 THEN 'open' ELSE 'paid' END, DATE '2024-03-01' + CAST(id % 3 AS INT) FROM range(1, 13);
INSERT INTO changes VALUES (3, 99.99, 'paid', 'U'), (5, NULL, NULL, 'D'), (100, 12.00, 'open', 'I');
CREATE OR REPLACE VIEW open_orders AS SELECT o.*, c.name FROM orders o JOIN customer c ON o.customer = c.id WHERE status = 'open';
SELECT name, count(*) AS n, sum(total) AS total FROM open_orders GROUP BY name ORDER BY name;
CREATE OR REPLACE TEMPORARY VIEW merged AS SELECT coalesce(o.id, c.id) AS id, o.customer, coalesce(c.total, o.total) AS total, coalesce(c.status, o.status) AS status, coalesce(o.day, DATE '2024-03-03') AS day FROM orders o FULL JOIN changes c ON o.id = c.id WHERE c.op IS NULL OR c.op <> 'D';
CREATE TABLE orders_new USING parquet PARTITIONED BY (day) AS SELECT * FROM merged;
INSERT OVERWRITE orders SELECT id, customer, total, status, day FROM orders_new;
DROP TABLE orders_new;
SELECT * FROM orders ORDER BY id;
SHOW PARTITIONS orders;
INSERT OVERWRITE orders PARTITION (day = '2024-03-01') SELECT id, customer, total, 'closed' FROM orders WHERE day = '2024-03-01' AND total > 20;
SELECT day, status, count(*) AS n FROM orders GROUP BY ALL ORDER BY ALL;
ALTER TABLE customer ADD COLUMNS (tier STRING COMMENT 'gold or silver');
INSERT OVERWRITE customer SELECT c.id, c.name, c.country, c.since, CASE WHEN sum(o.total) > 50 THEN 'gold' ELSE 'silver' END FROM customer c LEFT JOIN orders o ON o.customer = c.id GROUP BY ALL;
DESCRIBE customer;
SELECT * FROM customer ORDER BY id;
CREATE FUNCTION gross(net DECIMAL(10, 2), rate DOUBLE DEFAULT 0.19) RETURNS DECIMAL(12, 2) RETURN net * (1 + rate);
SELECT id, gross(total) AS gross, gross(total, 0.07) AS reduced FROM orders WHERE id < 5 ORDER BY id;
CREATE FUNCTION orders_of(who STRING) RETURNS TABLE (id BIGINT, total DECIMAL(10, 2)) RETURN SELECT o.id, o.total FROM orders o JOIN customer c ON c.id = o.customer WHERE c.name = who;
SELECT c.name, o.id FROM customer c, LATERAL orders_of(c.name) o ORDER BY o.id LIMIT 5;
WITH daily AS (SELECT day, sum(total) AS total FROM orders GROUP BY day) SELECT day, total, total - lag(total) OVER (ORDER BY day) AS change, round(total / sum(total) OVER () * 100, 1) AS percent FROM daily ORDER BY day;
WITH RECURSIVE days(d) AS (SELECT DATE '2024-02-28' UNION ALL SELECT d + 1 FROM days WHERE d < DATE '2024-03-04') SELECT d, count(o.id) AS n FROM days LEFT JOIN orders o ON o.day = d GROUP BY d ORDER BY d;
SELECT * FROM (SELECT status, day, total FROM orders) PIVOT (sum(total) AS s, count(*) AS n FOR status IN ('open', 'paid')) ORDER BY day;
SELECT country, tier, grouping_id() AS g, count(*) AS n FROM customer GROUP BY ROLLUP (country, tier) ORDER BY g, country, tier;
SELECT name, country FROM customer c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id AND o.status = 'open') ORDER BY name;
FROM orders |> WHERE total > 10 |> AGGREGATE sum(total) AS total, count(*) AS n GROUP BY customer |> ORDER BY customer;
SHOW TABLES;
TRUNCATE TABLE changes;
SELECT count(*) AS left_over FROM changes;
ALTER TABLE changes RENAME TO old_changes;
SELECT count(*) AS n FROM old_changes;
DROP VIEW open_orders;
USE default;
DROP DATABASE shop CASCADE
"""

for program in [sales_report, event_logs, warehouse]:
    tell(program.__name__, program)

spark.stop()

// A record of your own and a query of your own: orders of a shop, the turnover of each country as it comes in.
//   npx millrace run examples/custom-record.ts
//   npx millrace produce --record examples/custom-record.ts --to orders --count 1000 --rate 50     only the orders
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { functions as F, field, produce, record, SparkSession, target } from "millrace";

export const Order = record("order", {
  id: field.sequence(),
  placed: field.timestamp(),
  customer: field.object({
    name: field.string(({ faker }) => faker.person.fullName()),
    country: field.weighted({ DE: 5, FR: 3, JP: 2 }),
  }),
  item: field.oneOf(["kettle", "lamp", "chair"]),
  quantity: field.int({ min: 1, max: 5 }),
  price: field.decimal({ min: "4.50", max: "199.00", precision: 8, scale: 2 }),
  // Most customers have no voucher.
  voucher: field.string(({ faker }) => faker.string.alphanumeric(6).toUpperCase()).optional(0.8),
});

// `millrace produce --record` loads this module for its record only.
if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

async function main(): Promise<void> {
  const folder = resolve("orders");
  const spark = await SparkSession.builder.appName("orders").getOrCreate();
  const turnover = spark.readStream
    .schema(Order.schema)
    .json(`${folder}/order*`)
    .withColumn("value", F.col("quantity").multiply(F.col("price")))
    .groupBy(F.col("customer.country").as("country"))
    .agg(F.count("*").as("orders"), F.sum("value").as("turnover"), F.avg("quantity").as("items_per_order"));

  const query = await turnover.writeStream
    .outputMode("complete")
    .foreachBatch(async (batch, id) => {
      console.log(`after batch ${id}`);
      await batch.orderBy("country").show();
    })
    .start();

  await produce(Order, target(folder), { count: 50, rate: 25, seed: 1 }).finish();
  await query.processAllAvailable();
  await query.stop();
  await spark.stop();
}

// The tutorial as one program: transactions as files in a bucket, a running total for each currency, SQL over it while it runs.
//   npx millrace run examples/transactions.ts                        the bucket is a folder
//   npx millrace run examples/transactions.ts s3://data-stream-dump  the bucket is in S3
import { functions as F, field, formatListing, fs, produce, record, SparkSession, target } from "millrace";

const bucket = process.argv[2] ?? "data-stream-dump";

// 1. What a transaction is.
const Transaction = record("transaction", {
  username: field.username(),
  currency: field.oneOf(["GBP", "USD", "EUR"]),
  amount: field.long({ min: 100, max: 200_000 }),
});

// 2. The bucket, mounted. What an earlier run has left in it is counted too.
await fs.mkdirs(bucket);
const isMounted = fs.mounts().some(({ mountPoint }) => mountPoint === "/mnt/s3Data");
await (isMounted ? fs.updateMount(bucket, "/mnt/s3Data") : fs.mount(bucket, "/mnt/s3Data"));
console.log(formatListing(await fs.ls("/mnt/s3Data")));

// 3. Its files as a stream with a declared schema.
const spark = await SparkSession.builder.appName("transactions").getOrCreate();
const transactions = spark.readStream.schema(Transaction.schema).json("/mnt/s3Data/transaction*");
await transactions.printSchema();
console.log("isStreaming:", await transactions.isStreaming());

// 4. The running total of each currency, in a table in memory.
const totals = transactions.select("currency", "amount").groupBy("currency").agg(F.sum("amount").as("total_amount"));
const query = await totals.writeStream
  .format("memory")
  .outputMode("complete")
  .queryName("transactions_stream_output")
  .start();

// 5. A new transaction every 0.2 seconds, and a look at the table after every tenth.
const production = produce(Transaction, target("/mnt/s3Data"), { count: 100, interval: "200ms" });
for await (const { index, value } of production) {
  console.log(index, value);
  if (index % 10 === 0) await (await spark.sql("SELECT * FROM transactions_stream_output")).show();
}

// 6. The end: all that was produced is in the table.
await query.processAllAvailable();
await (await spark.sql("SELECT * FROM transactions_stream_output")).show();
await query.stop();
await spark.stop();

// What a user of Millrace would write: the whole program of the tutorial. The files around it tell the story and draw the screen.
import {
  type DataFrame,
  functions as F,
  type SparkSession,
  type StreamingQuery,
  transaction,
} from "../../entry/index.ts";

/** Where the program sees the bucket. */
export const mountPoint = "/mnt/s3Data";
/** Name of the query and of its table in memory. */
export const queryName = "transactions_stream_output";
/** The SQL that is asked while the query runs. */
export const question: string = `SELECT * FROM ${queryName} ORDER BY currency`;

/** A transaction as it is read: a file may lack any field. */
export type Incoming = { username: string | null; currency: string | null; amount: bigint | null };
/** A row of the table. */
export type Total = { currency: string | null; transactions: bigint; total_amount: bigint | null };

/** The files of the bucket, those that are there and those that will come. */
export function readTransactions(spark: SparkSession): DataFrame<Incoming> {
  return spark.readStream.schema(transaction.schema).json(`${mountPoint}/transaction*`);
}

/** How many transactions there are in each currency, and what they come to. */
export function totalsByCurrency(transactions: DataFrame<Incoming>): DataFrame<Total> {
  return transactions.groupBy("currency").agg(F.count("*").as("transactions"), F.sum("amount").as("total_amount"));
}

/** Keeps the totals in a table in memory, up to date with each batch. */
export function startQuery(totals: DataFrame<Total>): Promise<StreamingQuery> {
  return totals.writeStream.format("memory").outputMode("complete").queryName(queryName).start();
}

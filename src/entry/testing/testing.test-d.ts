import { expectTypeOf, test } from "vitest";
import type { SparkSession } from "../../api/index.ts";
import { field, record } from "../../generator/index.ts";
import {
  addData,
  checkAnswer,
  checkNewAnswer,
  MemoryStream,
  type StreamAction,
  simulate,
  testStream,
} from "../testing.ts";

declare const spark: SparkSession;
const input = MemoryStream.of("user STRING, amount BIGINT");
const run = testStream(input.toDF(spark).groupBy("user").count());

test("rows of checks are those of the query", () => {
  void run(
    addData(input, { user: "ada", amount: 1n }),
    checkAnswer({ user: "ada", count: 1n }, { user: null, count: 2n }),
  );
  void run(checkNewAnswer());
  // @ts-expect-error the count is a bigint
  void run(checkAnswer({ user: "ada", count: 1 }));
  // @ts-expect-error no such column
  void run(checkAnswer({ name: "ada", count: 1n }));
  // @ts-expect-error the amount is missing
  addData(input, { user: "ada" });
  expectTypeOf(checkAnswer({ n: 1 })).toEqualTypeOf<StreamAction<{ n: number }>>();
});

test("simulations carry the record's type in and the query's out", () => {
  void simulate({
    seed: 1,
    record: record("trade", { user: field.oneOf(["ada", "bob"]), amount: field.int() }),
    query: (input) => input.groupBy("user").count(),
    check({ rows, records }) {
      expectTypeOf(rows[0]!.count).toEqualTypeOf<bigint>();
      expectTypeOf(records[0]!.user).toEqualTypeOf<"ada" | "bob">();
    },
  });
});

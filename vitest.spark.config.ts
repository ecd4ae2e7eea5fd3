import { defineConfig } from "vitest/config";

/** The tests that need real Spark; `npm run test:spark` starts it and names it in MILLRACE_SPARK_REMOTE. */
export default defineConfig({
  test: {
    include: ["test/**/*.spark.test.ts"],
    setupFiles: ["test/support/warehouse.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Files run one after the other: they share one server.
    fileParallelism: false,
  },
});

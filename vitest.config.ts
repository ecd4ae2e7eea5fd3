import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // Live displays are drawn on machines that build, too.
    env: { CI: "" },
    setupFiles: ["test/support/seed.ts", "test/support/warehouse.ts"],
    // Tests beside real Spark: see vitest.spark.config.ts.
    exclude: ["dist/**", "node_modules/**", "**/*.spark.test.ts"],
    // Also where there are two cores, of which Vitest would use one: much of the time tests wait for files and other processes.
    maxWorkers: "100%",
    // Machines with two cores run what takes a second elsewhere beside much else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ["src/**/*.test-d.ts", "test/**/*.test-d.ts"],
      tsconfig: "./tsconfig.test.json",
    },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // Pages run in the browser of their tests, which measures nothing here.
      exclude: ["src/dashboard/**", "src/**/*.test.ts", "src/**/*.test-d.ts", "src/protocol/gen/**"],
      reporter: ["text-summary", "json-summary"],
      reportOnFailure: true,
      thresholds: { lines: 90 },
    },
  },
});

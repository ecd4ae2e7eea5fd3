// Prints the result of a Vitest run, read from its JSON report, as one line: `123 passed, 0 failed`.
import { readFileSync } from "node:fs";

const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], "utf8"));
// A file that fails before its first test, as with a wrong import, has no tests that could count.
const broken = testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
);
console.log(`${numPassedTests} passed, ${numFailedTests + broken.length} failed`);

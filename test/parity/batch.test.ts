import { embedded } from "./sessions.ts";
import { batchSuite } from "./suites.ts";

// In this process.
batchSuite(embedded);

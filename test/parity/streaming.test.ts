import { embedded } from "./sessions.ts";
import { streamSuite } from "./suites.ts";

// In this process.
streamSuite(embedded, { callsBack: true });

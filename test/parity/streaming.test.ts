import { embedded } from "./sessions.ts";
import { operatorGroups } from "./streams/index.ts";
import { streamSuite } from "./suites.ts";

// In this process.
streamSuite(embedded, Object.entries(operatorGroups), { callsBack: true });

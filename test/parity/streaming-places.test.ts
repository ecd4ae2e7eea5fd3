import { embedded } from "./sessions.ts";
import { placeGroups } from "./streams/index.ts";
import { streamSuite } from "./suites.ts";

// In this process.
streamSuite(embedded, Object.entries(placeGroups), { callsBack: true });

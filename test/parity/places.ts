import { fileURLToPath } from "node:url";

/** Files that cases read. */
export const fixtures: string = fileURLToPath(new URL("../fixtures", import.meta.url));

/** What real Spark 4.3.0 made of the cases. */
export const goldenFolder: string = fileURLToPath(new URL("golden", import.meta.url));

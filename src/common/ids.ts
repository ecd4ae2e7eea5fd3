import { v4, v7 } from "uuid";

/** A random UUID (version 4), as Spark gives to queries, runs and sessions. */
export const randomId = (): string => v4();

/** A UUID that sorts by time of creation (version 7): file names made with it list in the order they were written. */
export const timeOrderedId = (): string => v7();

/** Words that a query may begin with. */
export const queryStarters: ReadonlySet<string> = new Set([
  "SELECT",
  "WITH",
  "VALUES",
  "TABLE",
  "FROM",
  "(",
  "MAP",
  "REDUCE",
]);

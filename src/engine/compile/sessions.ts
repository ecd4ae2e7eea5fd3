/**
 * A query of rows whose sessions are joined where they meet: all rows of such sessions have the whole of them. A session is a struct with
 * `start` and `end`; its end belongs to it.
 *
 * @param rows - a query
 * @param keys - columns of `rows` that sessions have in common, not the session's own
 * @param session - the session's column of `rows`
 */
export function joinedSessions(rows: string, keys: readonly string[], session: string): string {
  const within = (...more: readonly string[]) => {
    const columns = [...keys, ...more];
    return columns.length > 0 ? `PARTITION BY ${columns.join(", ")}` : "";
  };
  const [start, end] = [`struct_extract(${session}, 'start')`, `struct_extract(${session}, 'end')`];
  const before = `max(${end}) OVER (${within()} ORDER BY ${start} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const opening = `SELECT *, CASE WHEN ${start} <= ${before} THEN 0 ELSE 1 END AS opens FROM (${rows})`;
  const counted = `sum(opens) OVER (${within()} ORDER BY ${start} ROWS UNBOUNDED PRECEDING)`;
  const numbered = `SELECT * EXCLUDE (opens), ${counted} AS number FROM (${opening})`;
  const all = within("number");
  const whole = `struct_pack("start" := min(${start}) OVER (${all}), "end" := max(${end}) OVER (${all}))`;
  return `SELECT * EXCLUDE (number) REPLACE (${whole} AS ${session}) FROM (${numbered})`;
}

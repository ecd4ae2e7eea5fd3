import { duckDbType } from "../../../types/index.ts";
import type { ExpressionSettings, ResolvedCall } from "../../plan/index.ts";
import { raiseSql, raiseText } from "../raise.ts";
import { fixedOffset, localTime, movedInstant } from "../time-zone.ts";
import { isIntegral } from "../type-rules.ts";

const microsecondsPerDay = 86_400_000_000n;

/** SQL of `sequence(start, stop[, step])`: numbers, dates or times with equal distances. */
export function sequenceSql(args: readonly string[], call: ResolvedCall, settings: ExpressionSettings): string {
  const [start, stop, step] = args as [string, string, string | undefined];
  const { type } = call.args[0]!;
  const list = duckDbType(call.type);
  if (isIntegral(type)) return wholeNumbers(start, stop, step, list);
  if (call.args[2] !== undefined && call.args[2].type.kind !== "interval_day_time") {
    // Each month is counted from the start, so that a 31st comes back after a shorter month.
    const months = `mr_months(${step})`;
    const count = `abs(datediff('month', ${start}, ${stop})) // abs(${months}) + 1`;
    const values = `list_transform(range(${count}), lambda i: ${start} + to_months(CAST(i * ${months} AS INTEGER)))`;
    const within = `CASE WHEN ${months} > 0 THEN v <= ${stop} ELSE v >= ${stop} END`;
    return `CAST(list_filter(${values}, lambda v: ${within}) AS ${list})`;
  }
  const by = step ?? `CASE WHEN ${start} <= ${stop} THEN to_days(1) ELSE to_days(-1) END`;
  if (type.kind === "date") {
    const days = `CAST(generate_series(${start}::TIMESTAMP, ${stop}::TIMESTAMP, ${by}) AS ${list})`;
    if (step === undefined) return days;
    const parts = raiseText("_LEGACY_ERROR_TEMP_3242", { intervalType: "interval day to second" });
    return `CASE WHEN epoch_us(${step}) % ${microsecondsPerDay} <> 0 THEN ${parts} ELSE ${days} END`;
  }
  const steady = `generate_series(${start}, ${stop}, ${by})`;
  if (type.kind === "timestamp_ntz" || fixedOffset(settings.timeZone) !== undefined)
    return `CAST(${steady} AS ${list})`;
  return `CAST(CASE WHEN abs(epoch_us(${by})) < ${microsecondsPerDay} THEN ${steady} ELSE ${byDays(start, stop, by, settings)} END AS ${list})`;
}

function wholeNumbers(start: string, stop: string, step: string | undefined, list: string): string {
  const by = step ?? `CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END`;
  const series = `generate_series(${start}::BIGINT, ${stop}::BIGINT, (${by})::BIGINT)`;
  if (step === undefined) return `CAST(${series} AS ${list})`;
  const [from, to, distance] = [start, stop, step].map((value) => `CAST(${value} AS VARCHAR)`);
  const nowhere = raiseSql("_LEGACY_ERROR_TEMP_3243", { start: from!, stop: to!, step: distance! });
  const only = `CASE WHEN ${start} = ${stop} THEN [${start}::BIGINT] ELSE ${nowhere} END`;
  const wrong = `CASE WHEN ${step} > 0 THEN ${start} > ${stop} ELSE ${start} < ${stop} END`;
  return `CAST(CASE WHEN ${step} = 0 THEN ${only} WHEN ${wrong} THEN ${nowhere} ELSE ${series} END AS ${list})`;
}

/** Whole days of a step keep the hour that clocks show, each counted from the start. */
function byDays(start: string, stop: string, by: string, { timeZone }: ExpressionSettings): string {
  const [days, rest] = [`epoch_us(${by}) // ${microsecondsPerDay}`, `epoch_us(${by}) % ${microsecondsPerDay}`];
  const day = movedInstant(
    start,
    `(${localTime(start, timeZone)} + to_days(CAST(i * (${days}) AS INTEGER)))`,
    timeZone,
  );
  // A day that is an hour short or long may let one more in.
  const count = `abs(epoch_us(${stop}) - epoch_us(${start})) // abs(epoch_us(${by})) + 2`;
  const values = `list_transform(range(${count}), lambda i: ${day} + to_microseconds(i * (${rest})))`;
  const within = `CASE WHEN ${days} > 0 THEN v <= ${stop} ELSE v >= ${stop} END`;
  return `list_filter(${values}, lambda v: ${within})`;
}

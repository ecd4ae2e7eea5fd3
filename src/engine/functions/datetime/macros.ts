/** Macros of the date and time functions; timestamps are local ones. */
export const datetimeMacros: readonly string[] = [
  `mr_is_last_day(t) AS (t::DATE = last_day(t::DATE))`,
  `mr_second_of_day(t) AS ((epoch_us(t) - epoch_us(t::DATE::TIMESTAMP)) // 1000000)`,
  `mr_months_between(a, b) AS CASE WHEN day(a) = day(b) OR (mr_is_last_day(a) AND mr_is_last_day(b)) THEN ((year(a) - year(b)) * 12 + month(a) - month(b))::DOUBLE ELSE (year(a) - year(b)) * 12 + month(a) - month(b) + ((day(a) - day(b)) * 86400 + mr_second_of_day(a) - mr_second_of_day(b)) / 2678400::DOUBLE END`,
  `mr_month_end(a, b) AS CASE WHEN b::DATE > a::DATE AND b::TIME < a::TIME THEN b::DATE - 1 WHEN b::DATE < a::DATE AND b::TIME > a::TIME THEN b::DATE + 1 ELSE b::DATE END`,
  `mr_month_days(d) AS ((year(d) * 12 + month(d)) * 32 + day(d))`,
  `mr_months_until(a, b) AS ((mr_month_days(mr_month_end(a, b)) - mr_month_days(a)) // 32)`,
  `mr_day_index(name) AS CASE WHEN upper(name) IN ('MO', 'MON', 'MONDAY') THEN 0 WHEN upper(name) IN ('TU', 'TUE', 'TUESDAY') THEN 1 WHEN upper(name) IN ('WE', 'WED', 'WEDNESDAY') THEN 2 WHEN upper(name) IN ('TH', 'THU', 'THURSDAY') THEN 3 WHEN upper(name) IN ('FR', 'FRI', 'FRIDAY') THEN 4 WHEN upper(name) IN ('SA', 'SAT', 'SATURDAY') THEN 5 WHEN upper(name) IN ('SU', 'SUN', 'SUNDAY') THEN 6 END`,
  `mr_next_day(d, k) AS (d + CAST((k - isodow(d) + 7) % 7 + 1 AS INTEGER))`,
  `mr_window_start(us, size, start) AS (us - (((us - start) % size) + size) % size)`,
  `mr_offset_text(seconds, colon, zulu) AS CASE WHEN zulu AND seconds = 0 THEN 'Z' ELSE CASE WHEN seconds < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(seconds) // 3600 AS VARCHAR), 2, '0') || colon || lpad(CAST(abs(seconds) % 3600 // 60 AS VARCHAR), 2, '0') END`,
  `mr_month_number(name) AS (list_position(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], lower(left(name, 3))))`,
];

import { datetimeMacros } from "./datetime/macros.ts";
import { mathMacros } from "./math/macros.ts";
import { nestedMacros } from "./nested/macros.ts";
import { stringMacros } from "./strings/macros.ts";
import { timeZoneMacros } from "./time-zone.ts";

const space = "[\\x00-\\x20\\x7f]*";
/** A number and a unit of a calendar interval, and the space behind them; only seconds have a fraction. */
const intervalPart =
  "([+-]?)\\s*(?:0*([0-9]{1,19})\\s+(year|month|week|day|hour|minute|second|millisecond|microsecond)s?|(0*[0-9]{1,19}[.][0-9]{0,9}|[.][0-9]{1,9})\\s+seconds?)(?:\\s+|$)";

/** Reading text: each gives NULL for malformed text. */
const parsing = [
  `mr_trim(s) AS trim(s, E' \\t\\n\\r\\f\\x0b')`,
  `mr_integer_text(s) AS CASE WHEN regexp_full_match(s, '${space}[+-]?[0-9]+${space}') THEN mr_trim(s) END`,
  `mr_leading_integer(s) AS nullif(regexp_extract(s, '^${space}([+-]?(?:[0-9]+|0?))(?:\\.[0-9]*)?${space}$', 1), '')`,
  `mr_decimal_text(s) AS CASE WHEN regexp_full_match(s, '${space}[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?${space}') THEN mr_trim(s) END`,
  `mr_special_double(s) AS CASE lower(mr_trim(s)) WHEN 'nan' THEN 'NaN'::DOUBLE WHEN 'infinity' THEN 'inf'::DOUBLE WHEN '+infinity' THEN 'inf'::DOUBLE WHEN 'inf' THEN 'inf'::DOUBLE WHEN '+inf' THEN 'inf'::DOUBLE WHEN '-infinity' THEN '-inf'::DOUBLE WHEN '-inf' THEN '-inf'::DOUBLE END`,
  `mr_parse_double(s) AS CASE WHEN regexp_full_match(s, '${space}[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?${space}') THEN coalesce(TRY_CAST(rtrim(mr_trim(s), 'dDfF') AS DOUBLE), CASE WHEN starts_with(mr_trim(s), '-') THEN '-inf'::DOUBLE ELSE 'inf'::DOUBLE END) ELSE mr_special_double(s) END`,
  `mr_to_float(d) AS coalesce(TRY_CAST(d AS FLOAT), CASE WHEN d > 0 THEN 'inf'::FLOAT WHEN d < 0 THEN '-inf'::FLOAT END)`,
  `mr_parse_float(s) AS coalesce(TRY_CAST(mr_decimal_text(s) AS FLOAT), mr_to_float(mr_parse_double(s)))`,
  `mr_parse_boolean(s) AS CASE WHEN lower(mr_trim(s)) IN ('t','true','y','yes','1') THEN true WHEN lower(mr_trim(s)) IN ('f','false','n','no','0') THEN false END`,
  `mr_time_parts(s) AS regexp_extract(s, '^${space}([+-]?)([0-9]{4,7})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:[ T](?:([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\\.([0-9]{0,9}))?)?)?)?\\s*(.*?))?)?)?${space}$', ['g', 'y', 'm', 'd', 'h', 'i', 's', 'f', 'z'])`,
  `mr_parts_date(r) AS TRY_CAST(CASE WHEN r.g = '-' THEN lpad(CAST(CAST(r.y AS INTEGER) + 1 AS VARCHAR), 4, '0') ELSE regexp_replace(r.y, '^0+([0-9]{4})', '\\1') END || '-' || CASE r.m WHEN '' THEN '1' ELSE r.m END || '-' || CASE r.d WHEN '' THEN '1' ELSE r.d END || CASE WHEN r.g = '-' THEN ' (BC)' ELSE '' END AS DATE)`,
  `mr_date_parts(s) AS regexp_extract(s, '^${space}([+-]?)([0-9]{4,7})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:[ T].*)?)?)?${space}$', ['g', 'y', 'm', 'd'])`,
  `mr_parse_date(s) AS CASE WHEN regexp_full_match(s, '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(s AS DATE) WHEN mr_trim(s) = 'epoch' THEN DATE '1970-01-01' ELSE list_transform([mr_date_parts(s)], lambda r: mr_parts_date(r))[1] END`,
  `mr_parts_time(r) AS TRY_CAST(CASE WHEN r.h = '' THEN '0' WHEN r.h <> '24' THEN r.h END || ':' || CASE r.i WHEN '' THEN '0' ELSE r.i END || ':' || CASE r.s WHEN '' THEN '0' ELSE r.s END || '.' || rpad(left(r.f, 6), 6, '0') AS TIME)`,
  `mr_parts_local(r) AS (mr_parts_date(r) + mr_parts_time(r))`,
  `mr_zone_offset(z) AS CASE WHEN regexp_full_match(z, '(UTC|GMT|UT|Z)?') THEN 0::BIGINT ELSE list_transform([regexp_extract(z, '^(?:UTC|GMT|UT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?(?::?([0-9]{2}))?$', ['g', 'h', 'm', 's'])], lambda o: CASE WHEN o.g <> '' THEN (CASE WHEN o.g = '-' THEN -1 ELSE 1 END) * (CAST(o.h AS BIGINT) * 3600 + CAST(coalesce(nullif(o.m, ''), '0') AS BIGINT) * 60 + CAST(coalesce(nullif(o.s, ''), '0') AS BIGINT)) * 1000000 END)[1] END`,
  `mr_at_zone(local, z) AS coalesce(make_timestamptz(epoch_us(local) - mr_zone_offset(z)), list_transform([TRY_CAST(CAST(local AS VARCHAR) || ' ' || z AS TIMESTAMPTZ)], lambda t: CASE WHEN t IS NOT NULL THEN mr_earlier(t, z) END)[1])`,
  `mr_fast_timestamp(s) AS regexp_full_match(s, '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?')`,
  `mr_dated(s, today) AS CASE WHEN today IS NOT NULL AND regexp_full_match(s, '${space}(T[0-9]{1,2}|T?[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]{0,9})?\\s*.*)?)${space}') THEN today || 'T' || ltrim(mr_trim(s), 'T') ELSE s END`,
  `mr_parse_timestamp(s, zone, today := NULL) AS CASE WHEN mr_fast_timestamp(s) THEN TRY_CAST(s || zone AS TIMESTAMPTZ) WHEN mr_trim(s) = 'epoch' THEN make_timestamptz(0) ELSE list_transform([mr_time_parts(mr_dated(s, today))], lambda r: mr_at_zone(mr_parts_local(r), CASE WHEN r.z = '' THEN trim(zone) ELSE r.z END))[1] END`,
  `mr_parse_regional(s, zone, today := NULL) AS CASE WHEN mr_fast_timestamp(s) THEN mr_earlier(mr_parse_timestamp(s, zone), trim(zone)) ELSE mr_parse_timestamp(s, zone, today) END`,
  `mr_signed(r, n) AS (CASE WHEN r.g = '-' THEN -n ELSE n END)`,
  `mr_counted(r, size) AS mr_signed(r, CASE WHEN r.n = '' THEN 0::HUGEINT ELSE CAST(r.n AS HUGEINT) * size END)`,
  `mr_fractional(r) AS mr_signed(r, CASE WHEN r.s = '' THEN 0::HUGEINT ELSE CAST('0' || split_part(r.s, '.', 1) || rpad(left(split_part(r.s, '.', 2), 6), 6, '0') AS HUGEINT) END)`,
  `mr_parts_interval(l) AS to_months(TRY_CAST(list_sum(list_transform(l, lambda r: mr_counted(r, CASE r.u WHEN 'year' THEN 12 WHEN 'month' THEN 1 ELSE 0 END))) AS INTEGER)) + to_days(TRY_CAST(list_sum(list_transform(l, lambda r: mr_counted(r, CASE r.u WHEN 'week' THEN 7 WHEN 'day' THEN 1 ELSE 0 END))) AS INTEGER)) + to_microseconds(TRY_CAST(list_sum(list_transform(l, lambda r: mr_fractional(r) + mr_counted(r, CASE r.u WHEN 'hour' THEN 3600000000 WHEN 'minute' THEN 60000000 WHEN 'second' THEN 1000000 WHEN 'millisecond' THEN 1000 WHEN 'microsecond' THEN 1 ELSE 0 END))) AS BIGINT))`,
  `mr_parse_interval(s) AS list_transform([lower(mr_trim(s))], lambda t: CASE WHEN regexp_full_match(t, '(interval\\s+)?(${intervalPart})+') THEN mr_parts_interval(list_transform(regexp_extract_all(t, '${intervalPart}'), lambda p: regexp_extract(p, '${intervalPart}', ['g', 'n', 'u', 's']))) END)[1]`,
  `mr_parse_timestamp_ntz(s) AS CASE WHEN mr_fast_timestamp(s) THEN TRY_CAST(s AS TIMESTAMP) WHEN mr_trim(s) = 'epoch' THEN TIMESTAMP '1970-01-01' ELSE list_transform([mr_time_parts(s)], lambda r: mr_parts_local(r))[1] END`,
];

/** Values as text. */
const printing = [
  `mr_small_decimal_text(sign, digits, exponent) AS CASE WHEN digits = '' THEN '0' ELSE sign || digits[1] || CASE WHEN length(digits) > 1 THEN '.' || digits[2:] ELSE '' END END || 'E' || (exponent + greatest(length(digits), 1) - 1)`,
  `mr_join(l) AS array_to_string(l, ', ')`,
  `mr_fraction_text(us) AS CASE WHEN us = 0 THEN '' ELSE '.' || rtrim(lpad(CAST((us + 1000000) % 1000000 AS VARCHAR), 6, '0'), '0') END`,
  `mr_months(i) AS (date_part('year', i) * 12 + date_part('month', i))`,
  `mr_clock(i) AS epoch_us(i - to_months(CAST(mr_months(i) AS INTEGER)) - to_days(CAST(date_part('day', i) AS INTEGER)))`,
  `mr_count_text(n, unit) AS CASE WHEN n <> 0 THEN n || unit END`,
  // The value is named once: each place in which it stands would be bound by itself, with all that it is computed from.
  `mr_interval_text(x) AS list_transform([x], lambda i: coalesce(nullif(concat_ws(' ', mr_count_text(date_part('year', i), ' years'), mr_count_text(date_part('month', i), ' months'), mr_count_text(date_part('day', i), ' days'), mr_count_text(mr_clock(i) // 3600000000, ' hours'), mr_count_text(mr_clock(i) % 3600000000 // 60000000, ' minutes'), CASE WHEN mr_clock(i) % 60000000 <> 0 THEN CASE WHEN mr_clock(i) < 0 THEN '-' ELSE '' END || abs(mr_clock(i) % 60000000) // 1000000 || mr_fraction_text(abs(mr_clock(i)) % 1000000) || ' seconds' END), ''), CASE WHEN i IS NOT NULL THEN '0 seconds' END))[1]`,
  `mr_float_text(t) AS CASE WHEN contains(t, 'e') THEN CASE WHEN t = '5e-324' OR t = '-5e-324' THEN replace(t, '5e', '4.9E') ELSE regexp_replace(regexp_replace(t, '^(-?[0-9])e', '\\1.0e'), 'e[+]?(-?)0*([0-9])', 'E\\1\\2') END WHEN t LIKE '%n%' THEN CASE WHEN t LIKE '%nan' THEN 'NaN' ELSE replace(t, 'inf', 'Infinity') END WHEN position('.' IN t) > 8 AND position('.' IN ltrim(t, '-')) > 8 THEN regexp_replace(regexp_replace(regexp_replace(t, '^(-?[0-9])([0-9]*)[.]([0-9]*)$', '\\1.\\2\\3'), '0+$', ''), '[.]$', '.0') || 'E' || (position('.' IN ltrim(t, '-')) - 2) WHEN regexp_matches(t, '^-?0[.]000[0-9]') THEN regexp_replace(regexp_replace(t, '^(-?)0[.]000([0-9])([0-9]*)$', '\\1\\2.\\3E-4'), '[.]E', '.0E') ELSE t END`,
  `mr_date_text(d) AS CASE WHEN year(d) BETWEEN 1 AND 9999 THEN CAST(d AS VARCHAR) WHEN year(d) > 9999 THEN '+' || CAST(d AS VARCHAR) ELSE CASE WHEN year(d) < 0 THEN '-' ELSE '' END || lpad(CAST(abs(year(d)) AS VARCHAR), 4, '0') || strftime(d, '-%m-%d') END`,
  `mr_timestamp_text(t) AS CASE WHEN year(t) BETWEEN 1 AND 9999 THEN CAST(t AS VARCHAR) WHEN year(t) > 9999 THEN '+' || CAST(t AS VARCHAR) ELSE CASE WHEN year(t) < 0 THEN '-' ELSE '' END || lpad(CAST(abs(year(t)) AS VARCHAR), 4, '0') || strftime(t, '-%m-%d %H:%M:%S') || rtrim(rtrim(strftime(t, '.%f'), '0'), '.') END`,
];

/** Numbers and instants. */
const arithmetic = [
  `mr_floor_div(a, b) AS (a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END)`,
  `mr_half_up(n, d) AS (CASE WHEN (n < 0) <> (d < 0) THEN -1 ELSE 1 END * (abs(n) // abs(d) + CASE WHEN abs(n) % abs(d) >= abs(d) - abs(n) % abs(d) THEN 1 ELSE 0 END))`,
  `mr_rounded(n, d) AS ((n + CASE WHEN n < 0 THEN -1 ELSE 1 END * (abs(d) // 2)) // d)`,
  `mr_halves(b, r, h) AS ((b // h) * (r // h) + ((b // h) * (r % h) + (b % h) * (r // h) + (b % h) * (r % h) // h + h // 2) // h)`,
  `mr_multiply(x, y, h) AS CASE WHEN abs(x::DOUBLE) * abs(y::DOUBLE) < 1e38 THEN mr_half_up(x * y, h * h) ELSE CASE WHEN (x < 0) <> (y < 0) THEN -1 ELSE 1 END * (abs(x) * (abs(y) // (h * h)) + (abs(x) // (h * h)) * (abs(y) % (h * h)) + mr_halves(abs(x) % (h * h), abs(y) % (h * h), h)) END`,
  `mr_big_endian(x, digits) AS right(lpad(hex(CAST(x AS BIGINT)), 16, '0'), digits)`,
  `mr_ceil_div(a, b) AS (a // b + CASE WHEN a % b > 0 THEN 1 ELSE 0 END)`,
  `mr_saturate(x, low, high) AS CASE WHEN isnan(x) THEN 0::HUGEINT WHEN x <= low THEN low::HUGEINT WHEN x >= high THEN high::HUGEINT ELSE CAST(trunc(x) AS HUGEINT) END`,
  `mr_seconds_timestamp(s) AS make_timestamptz(s * 1000000::BIGINT)`,
];

/** Statements that define the macros which compiled SQL uses; the database layer runs them once in each database. */
export const macros: readonly string[] = [
  ...timeZoneMacros,
  ...parsing,
  ...printing,
  ...arithmetic,
  ...stringMacros,
  ...mathMacros,
  ...datetimeMacros,
  ...nestedMacros,
].map((definition) => `CREATE OR REPLACE MACRO ${definition}`);

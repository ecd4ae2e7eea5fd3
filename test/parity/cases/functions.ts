import { type BatchCase, sql } from "../case.ts";

/** Functions by family, on columns where nulls and edges are. */
export const functionFamilies: readonly BatchCase[] = [
  // Numbers
  sql(
    "SELECT abs(i), sign(i), ceil(m), floor(m), ceil(d), round(m, 1), round(2.5), round(-2.5), bround(2.5), rint(2.5D) FROM nums WHERE i BETWEEN -5 AND 1",
  ),
  sql("SELECT round(1234.567, -2), round(2.675D, 2), round(15, -1), bround(15, -1), ceil(1.234, 2), floor(-1.5)"),
  sql("SELECT sqrt(2), cbrt(27), exp(1), ln(10), log(2, 8), log10(1000), log2(8), pow(2, 10), power(2, 0.5)", {
    approximate: true,
  }),
  sql(
    "SELECT sin(1), cos(1), tan(1), asin(1), acos(1), atan(1), atan2(1, 2), sinh(1), degrees(pi()), radians(180), e()",
    { approximate: true },
  ),
  sql("SELECT 7 % 3, -7 % 3, pmod(-7, 3), 7 div 2, -7 div 2, mod(7.5, 2), hypot(3, 4), factorial(5)"),
  sql("SELECT greatest(1, 2.5, NULL), least('b', 'a'), nanvl(d, 0D), width_bucket(5.3, 0.2, 10.6, 5) FROM nums"),
  sql("SELECT 1 + 1, 1 + 1L, 1 + 1.5, 1.5 + 2.25, 1.5 * 2.25, 10.00 / 3, 1 / 3, 3.0 - 1, 2BD / 7BD"),
  sql(
    "SELECT bin(10), hex(255), hex('Spark'), unhex('4D'), shiftleft(1, 4), shiftright(-8, 1), ~5, 5 & 3, 5 | 3, 5 ^ 3",
  ),
  sql("SELECT try_add(2147483647, 1), try_divide(1, 0), try_subtract(-2147483648, 1), try_multiply(2147483647, 2)"),
  // Text
  sql(
    "SELECT upper('aé'), lower('ÀB'), initcap('hello wORLD'), length('né '), char_length('x'), octet_length('é'), reverse('abc'), repeat('ab', 2)",
  ),
  sql(
    "SELECT concat('a', 1, NULL), concat('a', 1), 'a' || 'b' || 2, concat_ws('-', 'a', NULL, 'b', array('c', NULL)), space(2)",
  ),
  sql(
    "SELECT substring('Spark', 2), substring('Spark', -3, 2), substring('Spark', 0, 2), substr('Spark', 5, 9), left('abc', 2), right('abc', 2), substring_index('a.b.c', '.', 2), substring_index('a.b.c', '.', -1)",
  ),
  sql(
    "SELECT trim('  a '), ltrim('  a '), rtrim('  a '), trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING 'x' FROM 'xxa'), btrim('yay', 'y'), lpad('7', 3, '0'), rpad('7', 3), lpad('long', 2)",
  ),
  sql(
    "SELECT instr('abcb', 'b'), locate('b', 'abcb', 3), position('c' IN 'abc'), strpos('a', 'z'), ascii('A'), chr(97), translate('abc', 'ab', 'x'), replace('aXbX', 'X', '-'), replace('aXb', 'X')",
  ),
  sql(
    "SELECT split('a,b,,c', ','), split('a1b2', '[0-9]'), split('abc', ''), split('a,b,c', ',', 2), split_part('a.b.c', '.', 2), split_part('a.b.c', '.', -1)",
  ),
  sql(
    "SELECT regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 2), regexp_extract('x', '(y)', 1), regexp_replace('a1b22', '\\\\d+', '#'), regexp_extract_all('a1b2', '[a-z](\\\\d)', 1), regexp_count('aXbX', 'X'), regexp_like('abc', '^a')",
  ),
  sql(
    "SELECT format_string('%s has %d of %.2f', 'a', 3, 1.5D), format_number(1234567.891, 2), printf('%05d', 42), levenshtein('kitten', 'sitting'), overlay('Spark' PLACING '_' FROM 3)",
  ),
  sql(
    "SELECT md5('a'), sha1('a'), sha2('a', 256), base64('abc'), unbase64('YWJj'), decode(encode('é', 'UTF-8'), 'UTF-8')",
  ),
  sql(
    "SELECT startswith('abc', 'a'), endswith('abc', 'c'), contains('abc', 'z'), find_in_set('b', 'a,b'), elt(2, 'x', 'y'), ilike('AB', 'a%'), 'a' < 'B', 'a' = 'a '",
  ),
  sql("SELECT concat(dept, name), length(dept), upper(dept), substring(name, 1, 1) FROM staff"),
  sql("SELECT url_encode('a b'), url_decode('a+b')"),
  // Dates and times
  sql(
    "SELECT year(day), quarter(day), month(day), day(day), dayofweek(day), weekday(day), dayofyear(day), weekofyear(day), last_day(day) FROM times",
  ),
  sql(
    "SELECT hour(at), minute(at), second(at), date(at), date_trunc('hour', at), date_trunc('WEEK', at), trunc(day, 'MM'), trunc(day, 'YEAR') FROM times",
  ),
  sql(
    "SELECT date_add(day, 1), date_sub(day, 1), add_months(day, 1), next_day(day, 'Mon'), datediff(day, DATE '2024-01-01'), months_between(at, TIMESTAMP '2024-01-31 12:00:00'), day + 1, day - DATE '2024-01-01' FROM times",
  ),
  sql(
    "SELECT at + INTERVAL 1 DAY, at + INTERVAL 24 HOURS, at - INTERVAL 1 MONTH, day + INTERVAL '1' MONTH, at - TIMESTAMP '2024-01-01 00:00:00' FROM times",
  ),
  sql(
    "SELECT date_format(at, 'yyyy-MM-dd HH:mm:ss.SSS'), date_format(at, 'EEE, d MMM yy h:mm a'), date_format(at, 'DDD Q XXX') FROM times",
  ),
  sql(
    "SELECT to_date('05/01/2024', 'dd/MM/yyyy'), to_timestamp('2024-01-05 10:00'), to_timestamp('05.01.24 7', 'dd.MM.yy H'), try_to_timestamp('nope'), to_date('2024-1-5')",
  ),
  sql(
    "SELECT unix_timestamp(at), from_unixtime(0), unix_seconds(at), unix_millis(at), unix_micros(at), timestamp_seconds(1.5), timestamp_millis(1), timestamp_micros(1), unix_date(day) FROM times",
  ),
  sql("SELECT from_utc_timestamp(at, 'Asia/Tokyo'), to_utc_timestamp(at, 'Asia/Tokyo'), current_timezone() FROM times"),
  sql(
    "SELECT make_date(2024, 2, 29), make_timestamp(2024, 3, 10, 2, 30, 0), extract(YEAR FROM day), extract(SECOND FROM at), date_part('dow', day) FROM times",
  ),
  sql(
    "SELECT at, CAST(at AS STRING), CAST(at AS DATE), CAST(at AS BIGINT), CAST(at AS DOUBLE), CAST(day AS TIMESTAMP) FROM times",
  ),
  sql("SELECT window.start, window.end, count(*) FROM times GROUP BY window(at, '1 hour')"),
  sql("SELECT window(at, '2 days', '1 day') AS w, max(id) FROM times GROUP BY w"),
  sql("SELECT at, CAST(at AS STRING) FROM times", {
    name: "timestamps in another zone",
    settings: { "spark.sql.session.timeZone": "Asia/Kolkata" },
  }),
  sql("SELECT sequence(DATE '2024-01-30', DATE '2024-03-01', INTERVAL 1 MONTH), sequence(1, 7, 3), sequence(3, 1)"),
  sql("SELECT INTERVAL 1 DAY + INTERVAL 2 HOURS, INTERVAL '1-2' YEAR TO MONTH * 2, -INTERVAL '3' SECOND"),
  // Arrays, maps, structs
  sql(
    "SELECT size(list), list[0], element_at(m, 'k'), array_contains(list, 2), array_position(list, 2), cardinality(m) FROM nest WHERE id = 1",
  ),
  sql(
    "SELECT size(list), array_max(list), array_min(list), sort_array(list), sort_array(list, false), array_distinct(list), reverse(list), slice(list, 2, 2) FROM nest",
  ),
  sql(
    "SELECT array_union(array(1, 2), array(2, 3)), array_intersect(array(1, 2, NULL), array(2, NULL)), array_except(array(1, 2, 2), array(1)), arrays_overlap(array(1), array(1, NULL)), arrays_zip(array(1, 2), array('a'))",
  ),
  sql(
    "SELECT array_join(array('a', NULL, 'b'), '-'), array_join(array('a', NULL), '-', '?'), array_repeat('x', 2), flatten(array(array(1), array(2, 3))), array_remove(array(1, 2, 1), 1), array_append(array(1), 2), array_compact(array(1, NULL))",
  ),
  sql(
    "SELECT map_keys(m), map_values(m), map_entries(m), map_contains_key(m, 'k'), m['zz'], map_concat(m, map('n', 9)) FROM nest",
  ),
  sql("SELECT map_from_arrays(array('a', 'b'), array(1, 2)), map_from_entries(array(struct('a', 1)))"),
  sql(
    "SELECT transform(list, x -> x + 1), filter(list, x -> x > 1), exists(list, x -> x > 2), forall(list, x -> x > 0), aggregate(list, 0, (a, x) -> a + coalesce(x, 0)) FROM nest",
  ),
  sql(
    "SELECT transform(list, (x, i) -> i), zip_with(list, list, (a, b) -> a * b), reduce(list, 1, (a, x) -> a, a -> a * 2) FROM nest WHERE id < 3",
  ),
  sql(
    "SELECT map_filter(m, (k, v) -> v > 1), transform_keys(m, (k, v) -> upper(k)), transform_values(m, (k, v) -> v * 10) FROM nest",
  ),
  sql("SELECT named_struct('a', 1, 'b', 'x').b, struct(1, 'x'), struct(id, st.y AS z) FROM nest"),
  sql("SELECT st.x, st.y, rows.p, rows[0].q, st FROM nest WHERE id = 1"),
  sql("SELECT id, explode(rows) AS r FROM nest"),
  sql("SELECT inline(rows) FROM nest"),
  sql("SELECT id, posexplode_outer(list) FROM nest"),
  sql(
    "SELECT get(array(1, 2), 5), try_element_at(array(1), 3), element_at(array(1, 2), -1), array(1, 'a'), array(), map('a', 1, 'b', 2.5)",
  ),
  // JSON
  sql(
    "SELECT from_json('{\"a\":1,\"b\":[1,2]}', 'a INT, b ARRAY<INT>'), from_json('{bad', 'a INT'), from_json('{\"a\":\"x\"}', 'a INT')",
  ),
  sql(
    "SELECT to_json(st), to_json(m), to_json(list), to_json(named_struct('t', TIMESTAMP '2024-01-01 00:00:00', 'd', 1.50BD, 'n', NULL)) FROM nest",
  ),
  sql(
    "SELECT get_json_object('{\"a\":{\"b\":[1,2]}}', '$.a.b[1]'), get_json_object('{', '$.a'), json_array_length('[1,2]'), json_object_keys('{\"a\":1,\"b\":2}')",
  ),
  sql("SELECT json_tuple('{\"a\":1,\"b\":\"x\"}', 'a', 'b', 'c')"),
  // Aggregates
  sql("SELECT count(i), count(*), sum(i), sum(l / 2), avg(i), min(d), max(d), sum(m), avg(m) FROM nums WHERE i < 3"),
  sql(
    "SELECT dept, stddev(id), stddev_pop(id), variance(id), var_pop(id), skewness(id), kurtosis(id) FROM staff GROUP BY dept",
    { approximate: true },
  ),
  sql("SELECT corr(id, boss), covar_samp(id, boss), covar_pop(id, boss) FROM staff", {
    approximate: true,
  }),
  sql("SELECT sort_array(collect_list(dept)), sort_array(collect_set(dept)), array_sort(array_agg(boss)) FROM staff"),
  sql(
    "SELECT dept, max_by(name, id), min_by(name, id), mode(boss), any_value(dept), count_if(id > 2), bool_and(id > 0), bool_or(id > 5), every(id > 1) FROM staff GROUP BY dept",
  ),
  sql(
    "SELECT percentile(id, 0.5), percentile(id, array(0.25, 0.75)), percentile_approx(id, 0.5), median(salary), approx_count_distinct(dept) FROM staff",
  ),
  sql("SELECT first(dept), last(dept), first(dept, true), last(dept, true) FROM (SELECT * FROM staff ORDER BY id)"),
  sql(
    "SELECT sum(DISTINCT boss), count(DISTINCT dept, boss), avg(DISTINCT boss), bit_or(id), bit_and(id), bit_xor(id) FROM staff",
  ),
  sql(
    "SELECT listagg(name, ',') WITHIN GROUP (ORDER BY id), string_agg(DISTINCT dept) WITHIN GROUP (ORDER BY dept) FROM staff",
  ),
  sql("SELECT max(struct(id, name)), min(array(id)), sum(INTERVAL 1 DAY) FROM staff"),
  // The rest
  sql("SELECT typeof(1), typeof(1.5), typeof(array(map('a', 1))), typeof(NULL), typeof(DATE '2024-01-01')"),
  sql(
    "SELECT isnull(dept), isnotnull(dept), isnan(1D), nullif(1, 1), nvl(NULL, 2), decode(id, 1, 'one', 2, 'two', 'more'), equal_null(dept, 'eng') FROM staff",
  ),
  sql("SELECT assert_true(true), raise_error('stop')"),
  sql(
    "SELECT monotonically_increasing_id() >= 0, rand() < 1, length(uuid()), current_date() > DATE '2020-01-01', current_user() IS NOT NULL, version() LIKE '4.%'",
  ),
  // Functions that few programs use, each alone
  sql("SELECT conv('ff', 16, 10)"),
  sql("SELECT soundex('Robert')"),
  sql("SELECT crc32('a')"),
  sql("SELECT hash('a', 1, NULL)"),
  sql("SELECT xxhash64('a', 1L)"),
  sql("SELECT upper('ß')"),
  sql("SELECT to_number('1,234.5', '9,999.9')"),
  sql("SELECT to_char(1234.5, '9,999.99')"),
  sql("SELECT parse_url('http://x.y/p?q=1', 'HOST')"),
  sql("SELECT sentences('Hi there. Bye.')"),
  sql("SELECT convert_timezone('UTC', 'Europe/Paris', TIMESTAMP_NTZ '2024-07-01 00:00:00')"),
  sql("SELECT make_interval(1, 2, 0, 3)"),
  sql("SELECT make_dt_interval(1, 2, 3, 4.5)"),
  sql("SELECT str_to_map('a:1,b:2')"),
  sql("SELECT schema_of_json('{\"a\":1}')"),
  sql("SELECT regr_count(1, 2)"),
  sql("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM staff"),
  sql("SELECT histogram_numeric(id, 2) FROM staff"),
  sql("SELECT rand(1) < 1"),
  sql("SELECT spark_partition_id() >= 0"),
];

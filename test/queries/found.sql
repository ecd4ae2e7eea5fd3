-- What the random queries of test/random found: the tables that they read, then the queries, each as small as it could be made.
CREATE TEMPORARY VIEW nums AS SELECT * FROM VALUES
  (1, 1Y, 10S, 100, 1000L, FLOAT(1.5), 2.5D, 1.25, 12345.678901234567890123, true, 1),
  (2, -1Y, -10S, -100, -1000L, FLOAT(-0.25), -0.125D, -99.99, -0.000000000000000001, false, 2),
  (3, 0Y, 0S, 0, 0L, FLOAT(0), 0D, 0.00, 0.000000000000000000, true, 3),
  (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4),
  (5, 127Y, 32767S, 2147483647, 9223372036854775807L, FLOAT('NaN'), DOUBLE('NaN'), 999999.99, 9999999999999999.999999999999999999, false, 1),
  (6, -128Y, -32768S, -2147483648, -9223372036854775808L, FLOAT('-Infinity'), DOUBLE('Infinity'), -999999.99, -7.5, NULL, 2),
  (7, 7Y, 12S, 12, 12L, FLOAT(-0.0), -0.0D, 0.50, 0.5, true, 3),
  (8, 7Y, 12S, 365, 86400L, FLOAT(1e10), 1e-5D, 3.14, 1, false, 1)
  AS v(id, ty, sm, i, l, f, d, m, w, o, k);
CREATE TEMPORARY VIEW texts AS SELECT * FROM VALUES
  (1, 'a', 'Hello World', X'616263', '{"a":1,"b":[1,2,{"c":"x"}]}', '1'),
  (2, 'b', '', X'', '{"a":"x","b":null}', '-12'),
  (3, 'a', '  padded  ', X'00FF10', '[1,2,3]', '3.5'),
  (4, NULL, NULL, NULL, NULL, NULL),
  (5, 'B', 'aXbXc', X'C3A4', 'not json', '2024-02-29'),
  (6, 'äöü', 'ÄÖÜ ß 日本', X'7A', '{"a":{"b":2.50}}', 'true'),
  (7, 'b', 'a,b,,c', X'30', '"text"', '2024-01-02 03:04:05'),
  (8, 'ab', '😀 %_\\', X'41', '{"a":1e3}', '1e2')
  AS v(id, g, s, x, j, n);
CREATE TEMPORARY VIEW times AS SELECT * FROM VALUES
  (1, DATE '2024-02-29', TIMESTAMP '2024-03-10 06:59:59.5', TIMESTAMP_NTZ '2024-03-10 02:30:00', INTERVAL '1' DAY, INTERVAL '1' MONTH, 'A'),
  (2, DATE '2023-12-31', TIMESTAMP '2024-11-03 01:30:00', TIMESTAMP_NTZ '2024-11-03 01:30:00', INTERVAL '-1 02:03:04.5' DAY TO SECOND, INTERVAL '-1-2' YEAR TO MONTH, 'B'),
  (3, DATE '1970-01-01', TIMESTAMP '1970-01-01 00:00:00', TIMESTAMP_NTZ '1970-01-01 00:00:00', INTERVAL '0' DAY, INTERVAL '0' YEAR, 'A'),
  (4, NULL, NULL, NULL, NULL, NULL, NULL),
  (5, DATE '1900-01-01', TIMESTAMP '1900-01-01 12:34:56.789012', TIMESTAMP_NTZ '1969-12-31 23:59:59.999999', INTERVAL '100' HOUR, INTERVAL '12' YEAR, 'B'),
  (6, DATE '2024-12-30', TIMESTAMP '2024-06-15 12:00:00 UTC', TIMESTAMP_NTZ '2038-01-19 03:14:08', INTERVAL '0.000001' SECOND, INTERVAL '11' MONTH, 'A')
  AS v(id, dt, ts, tn, ds, ym, g);
CREATE TEMPORARY VIEW lists AS SELECT * FROM VALUES
  (1, array(1, 2, 3), array('a', 'b', 'a'), array(0.5D, DOUBLE('NaN')), map('a', 1, 'b', 2), map(1, 'x'), named_struct('x', 1, 'y', 'one'), array(named_struct('x', 1, 'y', 'p')), array(array(1), array(2, 3)), array(1.5, 2.25)),
  (2, array(), array(), array(), map(), map(), named_struct('x', NULL, 'y', 'two'), array(), array(), array()),
  (3, array(3, NULL, 1, 3), array(NULL, '', 'ä'), array(NULL, -0.0D, 0D), map('a', NULL), map(2, NULL, 1, 'z'), named_struct('x', 3, 'y', NULL), array(named_struct('x', 2, 'y', NULL), NULL), array(NULL, array()), array(NULL, 0.10)),
  (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (5, array(2147483647), array('b', 'c'), array(1e10D), map('c', 3, '', -1), map(-1, ''), named_struct('x', 1, 'y', 'one'), array(named_struct('x', 1, 'y', 'p'), named_struct('x', 0, 'y', 'q')), array(array(NULL)), array(-1.00))
  AS v(id, ai, as, ad, mi, ms, r, ar, aa, am);
CREATE TEMPORARY VIEW sales AS SELECT * FROM VALUES
  (1, 'north', 'x', 10, 1.50, 0.5D, DATE '2024-01-01'),
  (2, 'north', 'y', 20, 2.25, 1.5D, DATE '2024-01-02'),
  (3, 'south', 'x', NULL, 3.00, NULL, DATE '2024-01-02'),
  (4, 'south', 'x', 5, NULL, 2.0D, NULL),
  (5, NULL, 'y', 7, 10.10, -1.0D, DATE '2024-02-01'),
  (6, 'east', NULL, -3, 0.00, 0.25D, DATE '2024-02-01'),
  (7, 'north', 'x', 10, 1.50, 0.5D, DATE '2024-01-01'),
  (8, NULL, NULL, NULL, NULL, NULL, NULL)
  AS v(id, region, item, n, price, w, day);
SELECT get(CAST(NULL AS array<boolean>), 0), try_element_at(CAST(NULL AS array<date>), 2), CAST(NULL AS map<string,date>)['a'];
SELECT aggregate(CAST(NULL AS array<boolean>), true, (v1, v2) -> v2) AS c1, map_filter(from_json('[]', 'map<string,int>'), (k, v) -> contains(k, k)) AS c2;
SELECT '' LIKE ALL ('a%', '_') AS c1, s NOT LIKE ANY ('_', 'a%'), s ILIKE ANY ('H%', 'b'), s NOT LIKE ALL ('a', 'b') FROM texts;
SELECT array_repeat(t8.r, 1) FROM texts AS t7 RIGHT JOIN lists AS t8 USING (id) ORDER BY 1 ASC NULLS LAST;
SELECT t1.aa, t1.ad FROM lists AS t1 ORDER BY 1 DESC, 2;
SELECT max(aa), min(aa), max(am), min(r), max(r) FROM lists;
SELECT array_sort(ar), sort_array(ar, false), array_max(ar), array_min(aa), r < named_struct('x', NULL, 'y', 'z') FROM lists;
SELECT greatest(r, named_struct('x', NULL, 'y', 'z')), least(r, named_struct('x', NULL, 'y', 'z')), r BETWEEN r AND named_struct('x', 3, 'y', NULL) FROM lists;
SELECT reduce(array(1, 2), array(DATE '2024-01-01'), (v1, v2) -> v1) AS c4, aggregate(array(1), 1, (a, x) -> a, a -> array(a)) AS c5;
SELECT aggregate(array(1), CASE WHEN EXISTS (SELECT 1 FROM times AS t2) THEN 1 END, (v1, v2) -> v1);
SELECT array_except(array(1, 2), array(CAST(NULL AS int))) AS c1, array_intersect(array(1), array(NULL, 1)) AS c2, array_union(array(1), array(NULL, 1)) AS c3;
SELECT array_append(array(1.5, 2.50), 1.5);
SELECT array_union(array(1.5, 2.50), array(1.5));
SELECT array_contains(array(1.5, 2.50), 1.5);
SELECT (SELECT max(id) FROM nums WHERE mi IS NULL) AS c1 FROM lists;
SELECT levenshtein('', t1.g, 3) AS c2, levenshtein(g, 'äb') AS c3 FROM texts AS t1;
SELECT 1 AS c1 FROM sales AS t1 WHERE false GROUP BY CUBE (t1.n, t1.day);
SELECT count(*) AS c1 FROM sales AS t1 WHERE false GROUP BY GROUPING SETS (());
SELECT unbase64(base64(aes_encrypt(X'', X'30313233343536373839616263646566', 'ECB')));
SELECT unbase64(element_at(array('YQ=='), 1)), to_binary(element_at(array('YQ=='), 1), 'base64'), try_add(element_at(array(1), 1), 2);
SELECT zeroifnull(1.5), zeroifnull(1Y), zeroifnull(2.5D), zeroifnull('1');
SELECT CAST(TIMESTAMP_NTZ '2024-03-10 02:30:00' AS date) AS c1, CAST(DATE '2024-03-10' AS timestamp_ntz) AS c2, CAST(TIMESTAMP '2024-03-10 01:30:00' AS timestamp_ntz) AS c3;
WITH w1 AS (SELECT aggregate(array(1.5, 2.50), 1.5, (v5, v6) -> v6) AS c3) SELECT 1;
WITH w1 AS (SELECT nope FROM nums) SELECT 1;
SELECT array_sort(collect_list(t2.ar)) AS c1 FROM lists AS t2 GROUP BY t2.id UNION ALL SELECT array(array(named_struct('x', 1, 'y', 'a')));
SELECT t4.id FROM texts AS t1, LATERAL (SELECT t1.id AS c1) AS q2 JOIN lists AS t4 ON t1.id = t4.id;
SELECT 1 FROM (SELECT 1 AS a) AS q LATERAL VIEW explode(array(1)) x AS e JOIN (SELECT 2 AS b) AS r;
SELECT to_unix_timestamp(TIMESTAMP_NTZ '2024-03-10 02:30:00') AS c1, unix_timestamp(TIMESTAMP_NTZ '2024-01-10 02:30:00') AS c2;
SELECT try_element_at(array(named_struct('x', 2, 'y', 'b')), 1) AS c1, try_element_at(array(1, NULL), -1) AS c2, try_element_at(array(1), 2) AS c3, element_at(array(1, NULL), 1) AS c4;
SELECT array_repeat(lag(array(1, 2)) OVER (ORDER BY t3.id), 1) AS c3, array_intersect(max(t3.as) OVER (ORDER BY t3.id), array('a', 'b')) AS c4 FROM lists AS t3;
SELECT array_join(array('a', NULL), ',', t1.s) AS c2 FROM texts AS t1;
SELECT CASE WHEN true THEN '' ELSE t1.n END AS c1, CASE WHEN t1.n IS NULL THEN t1.n WHEN true THEN '' END AS c2, CASE WHEN true THEN 'x' END AS c3 FROM texts AS t1;
SELECT charindex('', '');
SELECT last('') IGNORE NULLS OVER (ORDER BY t1.id) FROM texts AS t1;
SELECT floor(CAST(NULL AS decimal)) AS c2 FROM nums AS t1;

-- What the random queries of test/random found: the tables that they read, then the queries, each as small as it could be made.
CREATE TEMPORARY VIEW nums AS SELECT * FROM VALUES
  (1, 1Y, 10S, 100, 1000L, FLOAT(1.5), 2.5D, 1.25, 12345.678901234567890123, true, 1),
  (2, -1Y, -10S, -100, -1000L, FLOAT(-0.25), -0.125D, -99.99, -0.000000000000000001, false, 2),
  (3, 0Y, 0S, 0, 0L, FLOAT(0), 0D, 0.00, 0.000000000000000000, true, 3),
  (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4),
  (5, 127Y, 32767S, 2147483647, 9223372036854775807L, FLOAT('NaN'), DOUBLE('NaN'), 999999.99, 99999999999999999999.999999999999999999, false, 1),
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

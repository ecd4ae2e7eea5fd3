-- Windows of time: gaps that differ from row to row, gaps that are none, and spans that make no windows.
CREATE TEMPORARY VIEW ev AS SELECT * FROM VALUES
  ('a', 1, TIMESTAMP '2024-05-01 10:00:00'), ('a', 2, TIMESTAMP '2024-05-01 10:04:00'), ('b', 1, TIMESTAMP '2024-05-01 10:04:00'),
  ('b', 0, TIMESTAMP '2024-05-01 11:00:00'), (NULL, NULL, TIMESTAMP '2024-05-01 11:30:00'), ('c', 3, NULL)
  AS t(k, v, at);
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, '5 minutes') ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, CASE WHEN k = 'a' THEN '5 minutes' ELSE '1 minute' END) ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, concat(v, ' minutes')) ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, concat(v - 1, ' minutes')) ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, concat(v, ' parsecs')) ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, make_interval(0, 0, 0, 0, 0, v, 0)) ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, CAST(NULL AS STRING)) ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, '1 month') ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, '0 seconds') ORDER BY ALL;
SELECT k, session_window, sum(v) AS s FROM ev GROUP BY k, session_window(at, '-5 minutes') ORDER BY ALL;
SELECT k, session_window FROM ev GROUP BY k, session_window(at, 'soon');
SELECT k, session_window FROM ev GROUP BY k, session_window(at, v);
SELECT k, session_window FROM ev GROUP BY k, session_window(at, INTERVAL '5' MINUTE);
SELECT k, session_window FROM ev GROUP BY k, session_window(at, INTERVAL '1' MONTH);
SELECT k, session_window FROM ev GROUP BY k, session_window(at, make_dt_interval(0, 0, v, 0));
SELECT window.start AS s, count(*) AS n FROM ev GROUP BY window(at, 300000000) ORDER BY s;
SELECT window.start AS s, count(*) AS n FROM ev GROUP BY window(at, '10 minutes', '5 minutes', '-1 minute') ORDER BY s;
SELECT count(*) FROM ev GROUP BY window(at, '0 seconds');
SELECT count(*) FROM ev GROUP BY window(at, '-1 minute');
SELECT count(*) FROM ev GROUP BY window(at, '5 minutes', '10 minutes');
SELECT count(*) FROM ev GROUP BY window(at, '5 minutes', '0 minutes');
SELECT count(*) FROM ev GROUP BY window(at, '5 minutes', '5 minutes', '6 minutes');
SELECT count(*) FROM ev GROUP BY window(at, '5 minutes', '5 minutes', '-5 minutes');
SELECT count(*) FROM ev GROUP BY window(at, '1 month');
SELECT count(*) FROM ev GROUP BY window(at, '5 minutes', '1 year');
SELECT count(*) FROM ev GROUP BY window(at, INTERVAL '5' MINUTE);
SELECT count(*) FROM ev GROUP BY window(at, 5.5);
SELECT window(TIMESTAMP '2024-01-01 00:00:00', '0 seconds');
SELECT k, session_window, count(*) AS c FROM ev GROUP BY k, session_window(at, CASE WHEN k = 'a' THEN '5 min' WHEN k = 'b' THEN '10  MINUTES' ELSE '0.5 hours' END) ORDER BY ALL;

-- Plain SELECTs.
SELECT 1 AS a, 'x' AS b;
SELECT 1 / 0;
SELECT array(1, NULL) AS l, map('a', 1.5) AS m, named_struct('x', 1, 'y', 'z') AS s;

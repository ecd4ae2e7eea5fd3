-- Text as calendar intervals: what is none is NULL, also in ANSI mode.
SELECT t, CAST(CAST(t AS INTERVAL) AS STRING) AS i, CAST(TRY_CAST(t AS INTERVAL) AS STRING) AS tried FROM VALUES ('1 month'), ('interval 1 day'), ('INTERVAL 1 day'), ('1 day 2 hours'), ('-1 day'), ('- 1 day'), ('-interval 1 day'), ('interval -1 day'), ('1 year 2 months 3 weeks 4 days 5 hours 6 minutes 7 seconds 8 milliseconds 9 microseconds'), ('1 DAYS'), ('  1   day  '), ('1 month 1 month'), ('+ 1 day'), ('1 day - 2 hours'), ('1 month -1 day'), ('0 days'), ('1 DAY 1 dAy'), ('12 months -1 years'), ('000000000000000000000000001 day'), (NULL) AS v(t) ORDER BY t;
SELECT t, CAST(CAST(t AS INTERVAL) AS STRING) AS i FROM VALUES ('1.5 seconds'), ('-1.5 seconds'), ('-0.5 seconds'), ('.5 seconds'), ('1. seconds'), ('. seconds'), ('1.1234567 seconds'), ('1.1234567891 seconds'), ('1.5 minutes'), ('1. days'), ('1.5 seconds 1.5 second'), ('1.5 milliseconds') AS v(t) ORDER BY t;
SELECT t, CAST(CAST(t AS INTERVAL) AS STRING) AS i FROM VALUES ('soon'), (''), (' '), ('5'), ('day'), ('interval'), ('intervals 1 day'), ('interval1 day'), ('1 parsec'), ('1day'), ('1 day,'), ('1 day 1'), ('1 mon'), ('1 quarter'), ('1 nanosecond'), ('1 -day'), ('1e2 seconds'), ('+-1 day'), ('P1D'), ('INTERVAL ''1 day'''), ('1 hour hour'), ('1 day-2 hours') AS v(t) ORDER BY t;
SELECT t, CAST(CAST(t AS INTERVAL) AS STRING) AS i FROM VALUES ('2147483647 months'), ('2147483648 months'), ('-2147483648 months'), ('178956971 years'), ('2147483648 days'), ('306783378 weeks'), ('306783379 weeks'), ('9223372036854775807 microseconds'), ('9223372036854775808 microseconds'), ('2562047789 hours'), ('99999999999999999999 days') AS v(t) ORDER BY t;
SELECT CAST('1 day'::interval AS STRING), typeof(CAST('1 day' AS INTERVAL)), CAST(CAST(array('1 day', 'x') AS ARRAY<INTERVAL>) AS STRING), CAST(CAST('1 day' AS INTERVAL) * 2 AS STRING), CAST(CAST(NULL AS INTERVAL) AS STRING);
SELECT t, TIMESTAMP '2024-01-31 00:00:00' + CAST(t AS INTERVAL) AS later, DATE '2024-01-31' - CAST('1 month' AS INTERVAL) AS before FROM VALUES ('1 month 1 day'), ('90 minutes'), ('never') AS v(t) ORDER BY t;
SELECT CAST(1 AS INTERVAL);
SELECT CAST(INTERVAL 1 DAY AS INTERVAL);
SELECT CAST(make_interval(1) AS INTERVAL DAY);
SELECT CAST(true AS INTERVAL);
SELECT CAST(parse_json('"1 day"') AS INTERVAL);
SELECT CAST('1 day' AS INTERVAL) = CAST('24 hours' AS INTERVAL);

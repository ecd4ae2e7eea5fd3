/** Macros of the mathematical functions. */
export const mathMacros: readonly string[] = [
  `mr_round(x, n) AS CASE WHEN abs(x) < 1e15 THEN CAST(round(CAST(CAST(x AS VARCHAR) AS DECIMAL(38,18)), n) AS DOUBLE) ELSE x END`,
  `mr_half_even(n, d) AS (CASE WHEN n < 0 THEN -1 ELSE 1 END * (abs(n) // d + CASE WHEN abs(n) % d > d - abs(n) % d OR (abs(n) % d = d - abs(n) % d AND abs(n) // d % 2 = 1) THEN 1 ELSE 0 END))`,
  `mr_width_bucket(v, low, high, n) AS CASE WHEN n <= 0 OR low = high OR isnan(v) OR NOT isfinite(low) OR NOT isfinite(high) THEN NULL WHEN low < high THEN CASE WHEN v < low THEN 0 WHEN v >= high THEN n + 1 ELSE CAST(floor(n * (v - low) / (high - low)) AS BIGINT) + 1 END ELSE CASE WHEN v > low THEN 0 WHEN v <= high THEN n + 1 ELSE CAST(floor(n * (low - v) / (low - high)) AS BIGINT) + 1 END END`,
];

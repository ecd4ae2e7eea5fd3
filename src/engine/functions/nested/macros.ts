/** Macros of arrays and maps; a NULL element equals another. */
export const nestedMacros: readonly string[] = [
  `mr_as_json_array(j) AS CASE WHEN json_valid(j) AND json_type(j) = 'OBJECT' THEN '[' || j || ']' ELSE j END`,
  `mr_has(l, x) AS (list_position(l, x) IS NOT NULL)`,
  `mr_dedup(l) AS list_filter(l, lambda x, i: list_position(l, x) = i)`,
  `mr_union(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN mr_dedup(list_concat(a, b)) END`,
  `mr_except(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_filter(a, lambda x, i: list_position(a, x) = i AND list_position(b, x) IS NULL) END`,
  `mr_intersect(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_filter(a, lambda x, i: list_position(a, x) = i AND list_position(b, x) IS NOT NULL) END`,
  `mr_overlap(a, b) AS CASE WHEN len(list_filter(a, lambda x: x IS NOT NULL AND list_position(b, x) IS NOT NULL)) > 0 THEN true WHEN len(a) > 0 AND len(b) > 0 AND (mr_has(a, NULL) OR mr_has(b, NULL)) THEN NULL WHEN a IS NOT NULL AND b IS NOT NULL THEN false END`,
  `mr_contains(l, x) AS CASE WHEN x IS NULL OR l IS NULL THEN NULL WHEN list_position(l, x) IS NOT NULL THEN true WHEN mr_has(l, NULL) THEN NULL ELSE false END`,
  `mr_slice(l, s, n) AS CASE WHEN s > 0 THEN l[s:s + n - 1] WHEN -s > len(l) THEN [] ELSE l[len(l) + s + 1:len(l) + s + n] END`,
  `mr_insert(l, p, x) AS list_transform(range(1, CASE WHEN p > 0 THEN greatest(len(l) + 1, p) ELSE greatest(len(l) + 1, -p) END + 1), lambda i: CASE WHEN p > 0 THEN CASE WHEN i < p THEN l[i] WHEN i = p THEN x ELSE l[i - 1] END ELSE list_transform([CASE WHEN -p > len(l) THEN 1 ELSE len(l) + 2 + p END], lambda q: CASE WHEN i = q THEN x WHEN -p > len(l) THEN CASE WHEN i > -p - len(l) THEN l[i + p + len(l)] END WHEN i < q THEN l[i] ELSE l[i - 1] END)[1] END)`,
  `mr_last_map(k, v) AS CASE WHEN len(k) <> len(v) THEN MAP(k, v) ELSE MAP(mr_dedup(k), list_transform(mr_dedup(k), lambda x: v[len(k) + 1 - list_position(list_reverse(k), x)])) END`,
  `mr_last_entries(e) AS mr_last_map(list_transform(e, lambda x: struct_extract_at(x, 1)), list_transform(e, lambda x: struct_extract_at(x, 2)))`,
  `mr_at(l, i) AS CASE WHEN i > 0 THEN l[i] WHEN i < 0 THEN l[i] END`,
];
